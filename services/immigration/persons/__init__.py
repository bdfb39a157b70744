"""The people whose status is followed."""
