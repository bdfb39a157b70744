"""Events out: subscriptions, deliveries and their retries.."""
