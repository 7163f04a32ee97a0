"""From files to samples: decoding, the canonical telephone band, what a channel holds."""
