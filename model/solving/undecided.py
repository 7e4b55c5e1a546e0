"""When a solver gives up."""

from __future__ import annotations


class Undecided(RuntimeError):
    """The solver gave no answer, with its reason; never taken for a yes or a no.

    Where a budget was spent, `steps` says how many of what (`unit`) were allowed.
    """

    def __init__(self, reason: str, steps: int = 0, unit: str = "") -> None:
        super().__init__(reason)
        self.steps, self.unit = steps, unit

    def __reduce__(self) -> tuple[type[Undecided], tuple[str, int, str]]:
        return type(self), (str(self), self.steps, self.unit)

    @classmethod
    def after(cls, steps: int, unit: str) -> Undecided:
        """The budget of one question is spent.

        >>> str(Undecided.after(1000, "conflicts"))
        'the solver gave up after 1,000 conflicts'
        """
        return cls(f"the solver gave up after {steps:,} {unit}", steps, unit)
