"""Statuses and papers of persons, each for some time."""
