"""Many persons at once, from JSON or a CSV file."""
