"""Who may do what with a vault: the answer that every other service asks for."""
