"""How long a duty's gaps, and how old the information of a chain of reports, can become at most."""
