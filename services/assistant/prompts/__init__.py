"""Questions to choose from, with gaps to fill in."""
