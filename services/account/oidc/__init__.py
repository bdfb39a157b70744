"""OpenID Connect: what Google sign-in and the Cognito hosted UI have in common."""
