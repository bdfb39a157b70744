"""What people say about a document: it wins over what was read, and processing keeps it."""
