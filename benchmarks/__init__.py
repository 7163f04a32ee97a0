"""Measurements behind the claims: run each as ``python -m benchmarks.NAME``."""
