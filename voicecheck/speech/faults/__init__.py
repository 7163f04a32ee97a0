"""Faults that recorders make: one fault, one file; each is named before anybody is judged."""
