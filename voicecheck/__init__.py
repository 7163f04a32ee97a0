"""Placeholder docstring, the lead replaces it."""
