"""What recorders and telephone systems say about a call: channels, file names, side files."""
