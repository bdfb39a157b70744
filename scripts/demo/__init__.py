"""The reference's quick start, played on the running stack: sign up, create a vault, upload a passport, ask about it.

`python -m scripts.demo`, or `make demo`, which starts the stack first. The passport is a specimen of our own,
`passport-specimen.png`, drawn by `scripts.demo.specimen`.
"""
