"""Filling forms from what was read in a vault's documents."""
