"""Who belongs to an organization: members, and those who are invited."""
