"""Answers to questions about a vault, each with the place in a document that says so.

Publishes `assistant.answered`; listens to `vault.deleted` to forget what was said about the vault.
"""
