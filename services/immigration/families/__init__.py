"""Who is related to whom, and who is in the country by whom."""
