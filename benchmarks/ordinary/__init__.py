"""What the checks say of ordinary people on the telephone."""
