"""Builds calls with a known truth: for sample_audio, the benchmarks and the tests."""
