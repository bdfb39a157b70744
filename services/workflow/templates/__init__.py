"""Templates: what the steps of a workflow are and where each leads."""
