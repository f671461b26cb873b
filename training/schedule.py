"""How fast to learn when."""

import math


def learning_rate(step: int, steps: int, peak: float, warm_up: int) -> float:
    """A straight rise to the peak, then half a cosine down to a hundredth of it."""
    if step < warm_up:
        return peak * (step + 1) / warm_up
    progress = (step - warm_up) / max(steps - warm_up, 1)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))
