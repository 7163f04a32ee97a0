"""What is personal in a call: masked, muted, or stored under another name."""
