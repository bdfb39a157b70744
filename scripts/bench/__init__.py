"""The benchmarks behind `make bench`: each figure against its limit, as a ratio in the same run where one can be had."""
