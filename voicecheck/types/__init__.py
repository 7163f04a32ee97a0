"""The nouns that several rooms share. This package imports nothing but the standard library."""
