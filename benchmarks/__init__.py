"""Benchmarks: ratios measured in one run, with the peer beside them. `python -m benchmarks` runs all."""
