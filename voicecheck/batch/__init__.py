"""The night: many recordings, one after another or side by side, nothing lost."""
