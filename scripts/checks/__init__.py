"""What `make check` holds the code against."""
