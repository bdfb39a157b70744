"""Signing in with another identity provider: Google, or the Cognito hosted UI."""
