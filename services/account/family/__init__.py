"""The relatives for whom a person keeps documents."""
