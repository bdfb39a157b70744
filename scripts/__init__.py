"""What is run by hand or by make: the embedded stack, checks, benchmarks, the demonstration."""
