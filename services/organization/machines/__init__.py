"""Machines that act for an organization: service accounts, and pairs of an API key and an app key."""
