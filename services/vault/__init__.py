"""Vaults, their shares, and who may do what with them. Every other service asks here before it shows a vault.

Publishes `vault.*`; listens to `document.uploaded` and `document.deleted` to know how many documents a vault holds, to
every act in a vault for its activity, and to `account.erasure_requested`.
"""
