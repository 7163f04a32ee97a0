"""Faults that recorders make: found before anybody is judged, one fault a file."""
