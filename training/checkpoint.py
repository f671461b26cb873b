"""What a run saves to go on from, and what is left of it: a model file."""

import os
import pickle
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from training.coco import DataError
from training.ssd import Detector

# In a run's folder: all that going on from now needs.
RUN = "checkpoint.pt"


@dataclass(frozen=True)
class Round:
    """What a model's weights went through in one run: its plan, up to the end of which epoch, in how many seconds on how many threads."""

    plan: dict[str, Any]
    epoch: int
    seconds: float
    threads: int


@dataclass(frozen=True)
class Trained:
    """A trained detector, the names of its classes, and how it came to be."""

    detector: Detector
    names: list[str]
    rounds: tuple[Round, ...]


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
    return _load(path, device)


def save_model(trained: Trained, path: Path) -> None:
    """Writes what evaluation and export need."""
    _save_weights(trained, trained.detector.state_dict(), path)


def save_small(trained: Trained, path: Path) -> None:
    """Writes a model file of half the size, to be kept and trained on from: 16 bits a weight, whose error is far below training's noise."""
    weights = {name: value.half() if value.is_floating_point() else value for name, value in trained.detector.state_dict().items()}
    _save_weights(trained, weights, path)


def _save_weights(trained: Trained, weights: dict[str, torch.Tensor], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save({
        "variant": trained.detector.variant, "size": trained.detector.size, "names": trained.names,
        "rounds": [asdict(round) for round in trained.rounds], "weights": weights}, path)


def load_model(path: Path) -> Trained:
    """Reads a model file, ready to evaluate."""
    content = _load(path, torch.device("cpu"))
    try:
        detector = Detector(content["variant"], len(content["names"]), content["size"])
        detector.load_state_dict(content["weights"])
        return Trained(detector.eval(), content["names"], tuple(Round(**round) for round in content["rounds"]))
    except (KeyError, TypeError, RuntimeError) as failure:
        raise DataError(f"{path} is no model of this version: {failure}") from failure


def _load(path: Path, device: torch.device) -> Any:
    try:
        return torch.load(path, map_location=device)
    except OSError as failure:
        raise DataError(f"{path}: {failure.strerror}. training.train writes it.") from failure
    except (pickle.UnpicklingError, EOFError, RuntimeError) as failure:
        raise DataError(f"{path} is no file that training.train wrote: {failure}") from failure
