"""Who spoke when, and which words."""
