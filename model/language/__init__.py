"""Terms, conditions, regulations, cases and organisations: typed, frozen, and read from files."""
