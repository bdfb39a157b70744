"""Nothing is sent to the broker from a request: it is a row in the request's transaction, and a relay forwards it."""
