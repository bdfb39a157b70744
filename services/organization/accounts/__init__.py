"""What this service holds of a person: to show all of it, and to delete all of it."""
