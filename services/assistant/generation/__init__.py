"""Answers that a language model writes: from numbered material alone, each sentence checked before it is let out."""
