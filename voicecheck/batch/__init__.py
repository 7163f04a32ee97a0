"""Batches: many recordings, one after another or side by side, nothing lost."""
