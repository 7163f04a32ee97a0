"""Faults that recorders make, one per module: each finder returns a notice or nothing."""
