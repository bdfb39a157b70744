"""What happens to persons: moves, jobs, trips, filings. The rules count from it."""
