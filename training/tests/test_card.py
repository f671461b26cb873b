"""The model's card says what was measured, and where the host fails says so."""

import json
from pathlib import Path

import numpy as np
import pytest

from training import card, coco, metrics
from training.checkpoint import Round, Trained
from training.ssd import Detector

PRECISION = metrics.Precision(0.61, 0.91, 0.7, {}, np.array([0.5, 0.72]), np.array([0.8, 0.99]))
EVALUATION = {
    "images": 40, "objects": 123, "accuracy": {"ap": 0.603, "ap50": 0.905}, "bestThreshold": {"threshold": 0.3236, "precision": 0.853, "recall": 0.734},
    "categories": [{"category": "tall", "accuracy": {"ap": 0.49, "ap50": 0.79}}, {"category": "wide", "accuracy": {"ap": 0.716, "ap50": 0.985}}],
}


def test_the_table_has_float_beside_int8_for_each_class() -> None:
    lines = card.precision_table(PRECISION, EVALUATION, ["tall", "wide"]).splitlines()
    assert lines[2] == "| all | 0.610 | 0.603 | 0.910 | 0.905 |"
    assert lines[4] == "| wide | 0.720 | 0.716 | 0.990 | 0.985 |"


def test_the_card_holds_the_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "_actors", lambda command, *_: json.dumps(EVALUATION) if command == "eval" else "m on XNNPACK (int8), 9 of 12 operators: 7.25 ms (median of 100)\n")
    (tmp_path / "name.tflite").write_bytes(b"x" * 2_000_000)
    trained = Trained(Detector("39ds", 2, 64), ["tall", "wide"], (a_round(None, 64, epoch=2),))
    text = card.write(trained, tmp_path / "name", coco.DataSet(["tall", "wide"], []), tmp_path, PRECISION)
    for figure in ("HarDNet-39DS", "2.00 MB", "mAP@[.5:.95] is -0.7 points", "7.2 ms", "9 of 12 operators", "3 epochs, of which the 2. did best", "seed 7", "Trained from nothing at 64 x 64 pixels: 3 epochs",
                   "1.5 hours on 4 threads", "40 pictures", "tall, wide", "a threshold of 0.32", "finds 85 % is right", "it finds 73 %"):
        assert figure in text
    assert "$" not in text


def test_the_card_tells_of_every_round() -> None:
    history = card.training_history((a_round(None, 32), a_round("small/best.pt", 64, epoch=1, epochs=1)))
    assert history.startswith("Trained from nothing at 32 x 32 pixels: 3 epochs, batches of 8")
    assert " Then at 64 x 64 pixels: 1 epoch, batches of 8" in history


def test_the_card_tells_at_which_size_a_model_was_judged_that_learned_from_smaller_pictures() -> None:
    assert card.training_history((a_round(None, 32, model_size=64),)).startswith("Trained from nothing at 32 x 32 pixels, judged at 64 x 64: 3 epochs")


def test_weights_whose_rounds_are_unknown_are_told_by_their_name() -> None:
    assert card.training_history((a_round("models/hardnet.pt", 64),)).startswith("Trained on from hardnet.pt at 64 x 64 pixels")


def test_a_model_that_finds_nothing_right_has_no_threshold() -> None:
    assert card.operating_point(None) == "Nothing that it finds is right."


def a_round(weights: str | None, size: int, epoch: int = 3, model_size: int | None = None, epochs: int = 3) -> Round:
    plan = {"weights": weights, "size": size, "model_size": model_size or size, "epochs": epochs, "batch": 8, "rate": 0.1, "warm_up": 5, "decay": 0.2, "seed": 7}
    return Round(plan, epoch, seconds=5400, threads=4)


def test_a_host_that_fails_is_told_with_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = tmp_path / "actors"
    host.write_text("#!/bin/sh\necho 'no such model' >&2\nexit 3\n")
    host.chmod(0o755)
    monkeypatch.setattr(card, "_ROOT", tmp_path)
    with pytest.raises(coco.DataError, match="no such model"):
        card.speed(tmp_path / "none.tflite", 1)
