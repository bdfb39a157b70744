"""Organizations, their members, and the keys of their machines.."""
