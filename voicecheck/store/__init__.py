"""What was found, kept as plain rows: an SQLite file by default, PostgreSQL by URL."""
