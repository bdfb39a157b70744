"""Documents: files, what was read in them, and search over it.

Publishes `document.*`; listens to `vault.deleted` to erase what the vault held,
and to `account.erasure_requested` to forget what a person forwarded or was sent.
"""
