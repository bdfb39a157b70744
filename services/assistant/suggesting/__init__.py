"""What to ask next, and how to ask it better."""
