"""The engine: how an execution goes from step to step, each move in one transaction."""
