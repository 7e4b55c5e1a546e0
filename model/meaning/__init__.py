"""The meaning of a case: what follows from complete facts and fixed readings, without a solver."""
