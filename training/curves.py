"""A run's course as a picture."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402  (the backend has to be chosen before)


def draw(history: list[dict[str, float]], path: Path) -> None:
    """Draws the losses, the precision on the validation pictures and the learning rate over the epochs."""
    figure, (losses, precision, rate) = pyplot.subplots(1, 3, figsize=(15, 4.5), constrained_layout=True)
    epochs = [row["epoch"] for row in history]
    for axes, names, title in (
            (losses, ("loss", "class loss", "box loss"), "loss"),
            (precision, ("mAP", "mAP@.5", "mAP@.75"), "validation"),
            (rate, ("rate",), "learning rate")):
        for name in names:
            axes.plot(epochs, [row[name] for row in history], marker=".", label=name)
        axes.set_title(title)
        axes.set_xlabel("epoch")
        axes.grid(alpha=0.3)
        axes.legend()
    precision.set_ylim(0, 1)
    unfinished = path.with_suffix(".part.png")
    figure.savefig(unfinished, dpi=80)
    pyplot.close(figure)
    unfinished.rename(path)
