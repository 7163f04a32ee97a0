"""Faults that recorders make: one fault, one file; each names what it found before anybody is judged."""
