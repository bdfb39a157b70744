"""Vaults themselves."""
