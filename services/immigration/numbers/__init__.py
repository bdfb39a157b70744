"""The numbers of papers: sealed at rest, masked in lists, found by their exact value."""
