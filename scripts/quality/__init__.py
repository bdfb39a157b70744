"""Measures how right the answers are, as the benchmarks measure how quick."""
