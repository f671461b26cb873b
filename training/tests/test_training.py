"""Learning: the loss, the schedule, and a run that is cut and goes on."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from training import anchors, boxes, cache, checkpoint, coco
from training.checkpoint import Trained
from training.loss import DetectionLoss, Truth
from training.schedule import cooling_from, learning_rate
from training.ssd import Detector
from training.tests import scene
from training.train import Plan, Run

SIZE = 64

Boxes = Sequence[tuple[float, float, float, float]]


def _loss() -> DetectionLoss:
    return DetectionLoss(torch.from_numpy(anchors.anchors(SIZE)), torch.from_numpy(anchors.cell_sizes(SIZE)))


def _truth(objects: Boxes = (), classes: Sequence[int] = (), doubtful: Boxes = (), doubtful_classes: Sequence[int] = ()) -> Truth:
    def table(rows: Boxes) -> torch.Tensor:
        return torch.tensor(rows, dtype=torch.float32).reshape(-1, 4)

    return Truth(table(objects), torch.tensor(classes, dtype=torch.long), table(doubtful), torch.tensor(doubtful_classes, dtype=torch.long))


def test_the_loss_of_what_is_right_is_near_zero() -> None:
    table = torch.from_numpy(anchors.anchors(SIZE))
    truth = _truth([(0.2, 0.3, 0.7, 0.6)], [1])
    encodings = boxes.encode(truth.boxes.expand(len(table), 4), table)[None]
    right = torch.full((1, len(table), 2), -20.0)
    right[..., 1] = 20.0
    # Every anchor says the same right thing, so the ten that are asked lose nothing; the others should be silent.
    result = _loss()(encodings, right, [truth])
    assert result.boxes == pytest.approx(0, abs=1e-3)
    assert _loss()(encodings + 0.5, right, [truth]).boxes > 0.05
    silent = torch.full_like(right, -20.0)
    assert _loss()(encodings, silent, [truth]).classes > 10


def test_the_loss_of_a_picture_without_objects_is_finite() -> None:
    count = len(anchors.anchors(SIZE))
    result = _loss()(torch.zeros(1, count, 4), torch.zeros(1, count, 2), [_truth()])
    assert np.isfinite(result.total.item()) and result.boxes == 0


def test_finding_something_doubtful_costs_nothing_and_finding_nothing_there_neither() -> None:
    table = torch.from_numpy(anchors.anchors(SIZE))
    place = (0.2, 0.3, 0.7, 0.6)
    encodings = boxes.encode(torch.tensor([place]).expand(len(table), 4), table)[None]

    def slopes(truth: Truth) -> torch.Tensor:
        logits = torch.zeros(1, len(table), 2, requires_grad=True)
        _loss()(encodings, logits, [truth]).total.backward()
        return logits.grad[0].abs().sum(0)

    of_doubtful = slopes(_truth(doubtful=[place], doubtful_classes=[1]))
    assert of_doubtful[1] == 0 and of_doubtful[0] > 1
    # A box that lies in it for less than half is as wrong as anywhere.
    assert (slopes(_truth(doubtful=[(0.2, 0.3, 0.7, 0.44)], doubtful_classes=[1])) > 1).all()
    # Doubt about one object takes nothing from another that is to be found there.
    assert slopes(_truth([place], [1], doubtful=[place], doubtful_classes=[1]))[1] > 0.01


def test_the_rate_rises_to_its_peak_stays_there_and_falls_to_a_hundredth() -> None:
    rates = [learning_rate(step, 1000, 1.0, 100) for step in range(1001)]
    assert rates[0] == pytest.approx(0.01) and rates[99] == pytest.approx(1.0)
    assert all(rate == pytest.approx(1.0) for rate in rates[99:cooling_from(1000) + 1])
    assert all(later < earlier for earlier, later in zip(rates[800:], rates[801:]))
    assert rates[-1] == pytest.approx(0.01)


def test_a_run_that_ends_before_the_peak_cools_down_as_well() -> None:
    rates = [learning_rate(step, 100, 1.0, 1000) for step in range(100)]
    assert max(rates) == pytest.approx(0.081) and rates[-1] < 0.01
    assert learning_rate(0, 100, 1.0, 0) == 1.0


@pytest.fixture
def make_run(tmp_path: Path):
    for name, count, seed in (("train", 8, 0), ("validation", 4, 1)):
        scene.write(tmp_path / name, count, seed=seed)

    def make(out: str, seed: int = 5, weights: Path | None = None, variant: str = "39ds", epochs: int = 2, model_size: int = SIZE) -> Run:
        train, validation = (coco.read(tmp_path / name) for name in ("train", "validation"))
        pixels = tuple(cache.pixels(data, tmp_path / "cache", size) for data, size in ((train, SIZE), (validation, model_size)))
        plan = Plan(
            variant, weights and str(weights), len(train.pictures), SIZE, model_size, epochs=epochs, batch=4, rate=1e-3, warm_up=2, decay=0.01, seed=seed)
        return Run(plan, train, validation, pixels, tmp_path / out, torch.device("cpu"), bfloat16=False)

    return make


def test_a_run_that_is_cut_and_goes_on_ends_as_one_that_was_not(make_run, tmp_path: Path) -> None:
    make_run("whole").go(seconds=1e9)
    while (run := make_run("pieces")).step < run.steps:
        # Out of time at once: every piece is a single step.
        run.go(seconds=0)
    whole, pieces = (checkpoint.load_model(tmp_path / out / "last.pt").detector.state_dict() for out in ("whole", "pieces"))
    assert all(torch.allclose(whole[name].float(), pieces[name].float(), atol=1e-5) for name in whole)
    assert (tmp_path / "whole" / "curves.png").stat().st_size > 0
    assert len((tmp_path / "pieces" / "history.csv").read_text().splitlines()) == 3


def test_a_run_made_longer_goes_on_from_where_its_rate_began_to_fall(make_run, tmp_path: Path) -> None:
    make_run("whole", epochs=5).go(seconds=1e9)
    make_run("longer", epochs=3).go(seconds=1e9)
    longer = make_run("longer", epochs=5)
    assert longer.step == cooling_from(3 * 2) == 4
    longer.go(seconds=1e9)
    whole, longer = (checkpoint.load_model(tmp_path / out / "last.pt").detector.state_dict() for out in ("whole", "longer"))
    assert all(torch.allclose(whole[name].float(), longer[name].float(), atol=1e-5) for name in whole)
    assert len((tmp_path / "longer" / "history.csv").read_text().splitlines()) == 6
    assert (tmp_path / "longer" / "best-3.pt").exists()


def test_a_run_made_longer_is_so_however_soon_it_is_cut(make_run, tmp_path: Path) -> None:
    make_run("longer", epochs=3).go(seconds=1e9)
    best = (tmp_path / "longer" / "best.pt").read_bytes()
    for _ in range(2):
        assert make_run("longer", epochs=5).step == 4
    assert (tmp_path / "longer" / "best-3.pt").read_bytes() == (tmp_path / "longer" / "best.pt").read_bytes() == best


def test_a_run_cannot_be_made_shorter_than_it_is(make_run) -> None:
    make_run("out", epochs=5).go(seconds=1e9)
    with pytest.raises(coco.DataError, match="5 epochs, and further than 2"):
        make_run("out", epochs=2)


def test_a_run_refuses_the_checkpoint_of_another_plan(make_run) -> None:
    make_run("out").go(seconds=0)
    with pytest.raises(coco.DataError, match="seed: 5 there, 6 here"):
        make_run("out", seed=6)


def test_a_run_begins_with_the_weights_of_another_kept_in_16_bits(make_run, tmp_path: Path) -> None:
    make_run("first").go(seconds=1e9)
    first, kept = checkpoint.load_model(tmp_path / "first" / "best.pt"), tmp_path / "new" / "kept.pt"
    checkpoint.save_small(first, kept)
    make_run("second", seed=6, weights=kept).go(seconds=0)
    begun = checkpoint.load_run(tmp_path / "second" / checkpoint.RUN)
    assert begun["step"] == 1 and kept.stat().st_size < 0.6 * (tmp_path / "first" / "best.pt").stat().st_size
    weights = first.detector.state_dict()
    # One step at the lowest rate has moved them a little; weights at random would be far away.
    assert all(torch.allclose(begun["detector"][name], weights[name], atol=0.02) for name in weights if name.endswith("weight"))


def test_a_run_begins_with_weights_that_were_trained_on_smaller_pictures(make_run, tmp_path: Path) -> None:
    small = Detector("39ds", 2, SIZE // 2)
    checkpoint.save_model(Trained(small, scene.NAMES, rounds=()), tmp_path / "small.pt")
    make_run("large", weights=tmp_path / "small.pt").go(seconds=0)
    begun = checkpoint.load_run(tmp_path / "large" / checkpoint.RUN)
    assert all(torch.allclose(begun["detector"][name], value, atol=0.02) for name, value in small.state_dict().items() if name.endswith("weight"))


def test_a_model_that_learns_from_smaller_pictures_has_its_own_size_and_is_judged_at_it(make_run, tmp_path: Path) -> None:
    make_run("small").go(seconds=1e9)
    make_run("large", model_size=2 * SIZE).go(seconds=1e9)
    small, large = (checkpoint.load_model(tmp_path / out / "last.pt").detector for out in ("small", "large"))
    assert large.size == 2 * SIZE and len(large(torch.zeros(1, 3, 2 * SIZE, 2 * SIZE))[0][0]) == len(anchors.anchors(2 * SIZE))
    # What it learns does not depend on it.
    assert all(torch.equal(value, large.state_dict()[name]) for name, value in small.state_dict().items())


def test_a_model_tells_the_rounds_that_it_went_through(make_run, tmp_path: Path) -> None:
    make_run("first").go(seconds=1e9)
    weights = tmp_path / "first" / "best.pt"
    before, = checkpoint.load_model(weights).rounds
    while (second := make_run("second", weights=weights)).step < second.steps:
        # What it began with is known to each piece, though it goes on from its own checkpoint, and what it began with may be gone.
        second.go(seconds=0)
        weights.unlink(missing_ok=True)
    first, last = checkpoint.load_model(tmp_path / "second" / "last.pt").rounds
    assert first == before and first.plan["weights"] is None
    assert last.plan["weights"] == str(weights) and last.epoch == 2 and last.threads == torch.get_num_threads()
    assert first.seconds > 0 and last.seconds > 0


@pytest.mark.parametrize("content", [b"", b"TFL3 is no checkpoint", b"PK\x03\x04 neither"])
def test_weights_that_are_no_model_are_refused(make_run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.pt").write_bytes(content)
    with pytest.raises(coco.DataError, match="other.pt is no file that training.train wrote"):
        make_run("out", weights=tmp_path / "other.pt")


def test_a_run_refuses_the_weights_of_another_variant(make_run, tmp_path: Path) -> None:
    make_run("first").go(seconds=1e9)
    with pytest.raises(coco.DataError, match="39ds.*68ds.*Train without --weights"):
        make_run("second", weights=tmp_path / "first" / "best.pt", variant="68ds")


def test_a_few_steps_on_one_batch_make_the_loss_smaller() -> None:
    torch.manual_seed(0)
    detector = Detector("39ds", 2, SIZE)
    loss, optimiser = _loss(), torch.optim.AdamW(detector.parameters(), 2e-3)
    pictures = torch.zeros(4, 3, SIZE, SIZE)
    pictures[:, 0, 16:48, 24:40] = 1
    truths = [_truth([(0.25, 0.375, 0.75, 0.625)], [0])] * 4
    course = []
    for _ in range(15):
        result = loss(*detector(pictures), truths)
        optimiser.zero_grad()
        result.total.backward()
        optimiser.step()
        course.append(result.total.item())
    assert course[-1] < course[0] / 2
