"""How well forms are filled in from the vaults that are asked about."""
