"""Whether somebody answers in every period, for ever: proved by induction, or the shortest history that breaks it."""
