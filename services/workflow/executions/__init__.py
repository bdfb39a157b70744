"""Executions: starting them, seeing them and bringing their steps forward."""
