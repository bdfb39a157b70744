"""Whether an e-mail address is its account's."""
