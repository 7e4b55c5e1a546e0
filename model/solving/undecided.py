"""When a solver gives up."""


class Undecided(RuntimeError):
    """The solver gave no answer, with its reason; never taken for a yes or a no."""
