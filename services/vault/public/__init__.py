"""Vaults for people who have a share token and perhaps no account."""
