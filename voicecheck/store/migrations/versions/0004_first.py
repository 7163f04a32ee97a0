"""The first schema that is read; a fresh store gets the tables of tables.py at once."""

revision = "0004"
down_revision = None
