"""Events out: webhooks, deliveries and their retries."""
