"""Organizations, their members, and the keys of their machines.

Publishes `organization.*` and `api_key.*`; listens to `account.email_verified`, which makes members of those who were
invited, and to `account.erasure_requested`.
"""
