"""Due dates as calendars that people subscribe to, behind signed links."""
