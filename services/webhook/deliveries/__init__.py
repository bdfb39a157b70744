"""Events on their way to webhooks: each is tried until it arrives, or for three days."""
