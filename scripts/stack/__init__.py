"""The embedded stack: PostgreSQL, Redis and a mail sink from Python wheels, and every process of the Procfile.

`python -m scripts.stack up | down | status | run`. All state lies in one data folder (`IMMIBLOX_DATA_DIR`, `var`).
"""
