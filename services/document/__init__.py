"""Documents: files, what was read in them, and search over it.

Publishes `document.*`; listens to `vault.deleted` to erase what the vault held.
"""
