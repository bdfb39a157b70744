"""Secrets that prove that a mail was received: made, mailed, and used once."""
