"""What a regulation guarantees, where it breaks, and how two of them differ: proved, with smallest cases that show it."""
