"""Persons, their immigration statuses, and the dated rules that they are held against.."""
