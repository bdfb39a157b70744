"""Decisions in the Common Expression Language: the policies that are shipped, and expressions that callers send."""
