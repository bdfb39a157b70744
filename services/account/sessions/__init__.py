"""The signed-in sessions of an account."""
