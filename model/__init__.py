"""What the words mean: the language, the meaning of a case, and the solver behind open cases."""
