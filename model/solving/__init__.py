"""Open cases: unknown facts and open readings, decided over every completion. The only home of Z3."""
