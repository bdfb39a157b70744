"""Organizations: their names, domains and settings, and who may see and change them."""
