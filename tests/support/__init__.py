"""What the tests stand on: a throw-away Postgres and Redis, all services in one process, and people to play."""
