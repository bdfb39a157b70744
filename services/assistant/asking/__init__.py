"""Asking a vault a question."""
