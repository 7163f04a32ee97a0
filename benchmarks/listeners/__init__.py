"""What listeners marked, held against what the program measures."""
