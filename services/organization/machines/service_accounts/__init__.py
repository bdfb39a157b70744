"""Service accounts: machines with a name, whose keys stop together."""
