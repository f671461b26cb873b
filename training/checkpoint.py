"""What a run saves to go on from, and what is left of it: a model file."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from training.coco import DataError
from training.ssd import Detector


@dataclass(frozen=True)
class Trained:
    """A trained detector and the names of its classes."""

    detector: Detector
    names: list[str]


def save(content: Any, path: Path) -> None:
    """Writes a file whole or not at all, whenever the process is killed."""
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def load_run(path: Path, device: torch.device = torch.device("cpu")) -> dict[str, Any]:
    """Reads what a run saved of its state."""
    try:
        return torch.load(path, map_location=device)
    except OSError as failure:
        raise DataError(f"{path}: {failure.strerror}. training.train writes it.") from failure


def save_model(detector: Detector, names: list[str], path: Path) -> None:
    """Writes what evaluation and export need."""
    _save_weights(detector, names, path, detector.state_dict())


def save_small(detector: Detector, names: list[str], path: Path) -> None:
    """Writes a model file of half the size, to be kept and trained on from: 16 bits a weight, whose error is far below training's noise."""
    weights = {name: value.half() if value.is_floating_point() else value for name, value in detector.state_dict().items()}
    _save_weights(detector, names, path, weights)


def _save_weights(detector: Detector, names: list[str], path: Path, weights: dict[str, torch.Tensor]) -> None:
    save({"variant": detector.variant, "size": detector.size, "names": names, "weights": weights}, path)


def load_model(path: Path) -> Trained:
    """Reads a model file, ready to evaluate."""
    try:
        content = torch.load(path, map_location="cpu")
        detector = Detector(content["variant"], len(content["names"]), content["size"])
        detector.load_state_dict(content["weights"])
    except OSError as failure:
        raise DataError(f"{path}: {failure.strerror}. training.train writes it.") from failure
    except (KeyError, RuntimeError) as failure:
        raise DataError(f"{path} is no model of this version: {failure}") from failure
    return Trained(detector.eval(), content["names"])
