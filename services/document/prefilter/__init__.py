"""Narrowing a vault down by what is known of its documents, before anything looks at their meaning."""
