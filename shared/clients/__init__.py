"""Typed clients for the questions that services ask each other. Each speaks to `/api/v1/internal/` of one service."""
