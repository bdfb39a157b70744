"""API keys and app keys: made, rotated and revoked. A secret is shown once and stored as a digest."""
