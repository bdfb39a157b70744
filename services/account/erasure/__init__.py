"""Erasing a person from every service, provably finished."""
