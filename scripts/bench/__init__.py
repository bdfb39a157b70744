"""The benchmarks behind `make bench`: each figure against its limit, as a ratio where one can be had."""
