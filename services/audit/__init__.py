"""A tamper-evident log of what happened.."""
