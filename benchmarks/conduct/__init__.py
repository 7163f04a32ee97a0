"""How well conduct is read: dialogues of many writers, training, and figures writer by writer."""
