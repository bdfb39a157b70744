"""Documents of vaults that are about a person, and the statuses that they propose."""
