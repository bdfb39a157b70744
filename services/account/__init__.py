"""Who people are: accounts, sign-in and sessions. Signs the access tokens that every other service verifies.

Publishes `account.*`; listens to nothing.
"""
