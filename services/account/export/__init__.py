"""All of a person's data as one archive."""
