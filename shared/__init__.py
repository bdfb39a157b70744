"""The library under all services: the app factory, principals, sessions, the outbox, tasks and typed clients.

It never imports a service.
"""
