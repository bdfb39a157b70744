"""Rules of immigration as dated data: what the assistant answers from, with the source that each has."""
