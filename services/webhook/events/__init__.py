"""What has happened, by organization, for thirty days."""
