"""News about immigration, from the feeds that the operator names."""
