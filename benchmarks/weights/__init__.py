"""Makes the two small networks that voicecheck ships; no part of the package."""
