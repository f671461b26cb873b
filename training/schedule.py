"""How fast to learn when."""


def cooling_from(steps: int) -> int:
    """The step from which on a run of so many steps cools down, for its last fifth. Until then it does not depend on how long the run is."""
    return steps * 4 // 5


def learning_rate(step: int, steps: int, peak: float, warm_up: int) -> float:
    """A straight rise to the peak, a plateau, and a straight fall to a hundredth of it.

    As good as a cosine, and a run can be made longer without beginning anew (Hägele et al. 2024).
    """
    start = cooling_from(steps)
    cooled = max(0, step - start) / (steps - start)
    return peak * min(1.0, (step + 1) / max(1, warm_up)) * (1 - 0.99 * cooled)
