"""Multi-step processes against a vault: templates, executions, steps and policies."""
