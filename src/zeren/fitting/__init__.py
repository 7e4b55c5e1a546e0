"""Numbers of an organisation from a log of what it really did."""
