"""Persons held against the dated rules."""
