"""Sharing vaults, and the gate that every share is opened at."""
