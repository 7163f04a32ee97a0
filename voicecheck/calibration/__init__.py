"""From people's marks of their own calls to norms of their own."""
