"""What a whole vault holds at a glance."""
