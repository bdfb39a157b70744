"""The ten services. They never import each other: a question goes over HTTP, a fact through the outbox."""
