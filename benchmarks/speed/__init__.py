"""How fast voicecheck is, measured beside what people would use otherwise."""
