"""Figures over many calls: baselines, drift, the morning."""
