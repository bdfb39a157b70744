"""Who people are: accounts, sign-in and sessions. Signs the access tokens that every other service verifies.

Publishes `account.*`; listens to `account.erasure_confirmed`, the word of each service that has erased its part.
"""
