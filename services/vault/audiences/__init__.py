"""Whom the events in a vault concern."""
