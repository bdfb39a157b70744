"""What becomes of records when an account or an organization goes."""
