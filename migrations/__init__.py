"""One alembic history for all schemas. Run as the database's owner: `make migrate`."""
