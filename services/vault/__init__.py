"""Vaults and who may do what with them. Every other service asks here before it shows anything of a vault.

Publishes `vault.*`; listens to `document.uploaded` and `document.deleted` to know how many documents a vault holds.
"""
