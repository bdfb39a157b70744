"""Questions about vaults of people who don't exist, asked of the running services, and what came of them."""
