"""What a real log covers: the examination, events, words, and the register as a log of events."""
