"""What is proved of a regulation, in words: verdicts, defects, comparisons, bounds, successions, untested words."""
