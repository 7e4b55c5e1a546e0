"""Tables of cases: reading their cells, deciding them in blocks, and writing outcomes as they come."""
