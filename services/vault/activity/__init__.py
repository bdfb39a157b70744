"""What happened in a vault: one entry for one act, from every service."""
