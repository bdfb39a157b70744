"""Where events go: addresses, the types they want, and the secrets that sign what they get."""
