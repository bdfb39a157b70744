"""Who is asking, and whether they may: principals, tokens, sessions, rate limits and access to vaults."""
