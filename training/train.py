"""Trains a detector on a data set in COCO's format.

    python3 -m training.train --variant 39ds --data data/street-train --validation data/street-validation --out runs/39ds

Run again with the same options it goes on where it was, however it ended; with more --epochs, from where the learning rate began to
fall, and what was best.pt is kept as best-EPOCHS.pt. In --out it leaves best.pt (the weights that did best on the validation pictures),
last.pt, checkpoint.pt and steady.pt (all that going on needs, now and before the rate fell), history.csv and curves.png. Its exit code
is 10 if --minutes were over before it was done.
"""

import argparse
import csv
import shutil
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training import anchors, cache, checkpoint, coco, curves, metrics, processor
from training.batches import Batch, Batches, normalise
from training.checkpoint import Round, Trained
from training.ema import Average
from training.evaluate import detect, require_names
from training.hardnet import ARCHITECTURES
from training.loss import DetectionLoss
from training.progress import Progress
from training.schedule import cooling_from, learning_rate
from training.ssd import Detector

# The exit code of a run that --minutes ended before it was done.
_UNFINISHED = 10

# In a run's folder: its state when its learning rate began to fall; and the model that did best.
_STEADY, _BEST = "steady.pt", "best.pt"

# Halved so often, a side must stay whole: an odd one is padded in front, which PyTorch's pooling cannot do.
_STRIDE = 32

# A run that is killed loses this much at most.
_CHECKPOINT_SECONDS = 120.0

# One wild batch must not undo what was learned.
_LARGEST_GRADIENT = 10.0


@dataclass(frozen=True)
class Plan:
    """What a run is. It goes on only with the plan that it began with, but for the epochs."""

    variant: str
    weights: str | None
    pictures: int
    # Of the pictures that it learns from; and of those that the model is to see, and sees in validation.
    size: int
    model_size: int
    epochs: int
    batch: int
    rate: float
    warm_up: int
    decay: float
    seed: int


class Run:
    """A run of training: its state between steps, on disk and in memory.

    pixels: of the pictures to learn from, [N, size, size, 3] uint8, and of those for validation, [N, model_size, model_size, 3].
    """

    def __init__(
            self, plan: Plan, train: coco.DataSet, validation: coco.DataSet, pixels: tuple[np.ndarray, np.ndarray],
            out: Path, device: torch.device, bfloat16: bool):
        torch.manual_seed(plan.seed)
        self._plan, self._names, self._out, self._device, self._bfloat16 = plan, train.names, out, device, bfloat16
        self._validation, self._validation_pixels = validation, pixels[1]
        self._batches = Batches(train, pixels[0], plan.batch, plan.seed)
        self.steps = plan.epochs * self._batches.steps_per_epoch
        self._detector = Detector(plan.variant, len(train.names), plan.size).to(device, memory_format=torch.channels_last)
        self._average = Average(self._detector)
        self._optimiser = _optimiser(self._detector, plan)
        self._loss = DetectionLoss(
            torch.from_numpy(anchors.anchors(plan.size)).to(device), torch.from_numpy(anchors.cell_sizes(plan.size)).to(device))
        self._rounds_before: tuple[Round, ...] = ()
        self._history: list[dict[str, float]] = []
        self.step = 0
        self._seconds = 0.0
        if (out / checkpoint.RUN).exists():
            self._resume()
        else:
            self._begin()

    def go(self, seconds: float) -> None:
        """Trains to the end of the plan, or for so many seconds, and leaves a checkpoint."""
        began = saved = time.monotonic()
        before = self._seconds
        progress = Progress(f"training {self._plan.variant}", self.steps, self.step)
        losses: list[tuple[float, float, float]] = []
        for batch in self._batches.from_step(self.step, self.steps):
            if self.step == cooling_from(self.steps):
                self._save(_STEADY)
            losses.append(self._learn(batch))
            self.step += 1
            self._seconds = before + time.monotonic() - began
            progress.at(self.step, f"loss {np.mean(losses[-50:], 0)[0]:.3f}")
            if self.step % self._batches.steps_per_epoch == 0:
                self._end_epoch(losses)
                losses = []
            if time.monotonic() - saved > _CHECKPOINT_SECONDS:
                self._save()
                saved = time.monotonic()
            if time.monotonic() - began > seconds:
                break
        progress.close()
        self._save()

    def _learn(self, batch: Batch) -> tuple[float, float, float]:
        """One step; returns the loss and its two parts."""
        self._detector.train()
        rate = learning_rate(self.step, self.steps, self._plan.rate, self._plan.warm_up)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        pictures = normalise(batch.pictures.to(self._device))
        truths = [truth.to(self._device) for truth in batch.truths]
        with processor.precision(self._device, self._bfloat16):
            encodings, logits = self._detector(pictures)
        loss = self._loss(encodings.float(), logits.float(), truths)
        if not torch.isfinite(loss.total):
            raise coco.DataError(f"The loss is {loss.total.item()} at step {self.step}. Lower --rate, and start anew in another --out.")
        self._optimiser.zero_grad(set_to_none=True)
        loss.total.backward()
        torch.nn.utils.clip_grad_norm_(self._detector.parameters(), _LARGEST_GRADIENT)
        self._optimiser.step()
        self._average.update(self._detector, self.step)
        return loss.total.item(), loss.classes, loss.boxes

    def _end_epoch(self, losses: list[tuple[float, float, float]]) -> None:
        # As it is to be used: with pictures of another size, maybe, than those it learns from.
        detector = Detector(self._plan.variant, len(self._names), self._plan.model_size).to(self._device, memory_format=torch.channels_last)
        detector.load_state_dict(self._average.model.state_dict())
        found = detect(detector, self._validation_pixels, self._device)
        result = metrics.precision(self._validation.pictures, found, len(self._names))
        total, class_loss, box_loss = np.mean(losses, 0)
        epoch = self.step // self._batches.steps_per_epoch
        row = {
            "epoch": epoch, "loss": float(total), "class loss": float(class_loss), "box loss": float(box_loss),
            "rate": self._optimiser.param_groups[0]["lr"],
            "mAP": result.average, "mAP@.5": result.at_half, "mAP@.75": result.at_three_quarters,
        }
        best = max((earlier["mAP"] for earlier in self._history), default=-1.0)
        self._history.append(row)
        this_round = Round(asdict(self._plan), epoch, self._seconds, torch.get_num_threads())
        trained = Trained(detector, self._names, (*self._rounds_before, this_round))
        if result.average >= best:
            checkpoint.save_model(trained, self._out / _BEST)
        checkpoint.save_model(trained, self._out / "last.pt")
        self._save()
        with (self._out / "history.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, row)
            writer.writeheader()
            writer.writerows({name: f"{value:.6g}" for name, value in earlier.items()} for earlier in self._history)
        curves.draw(self._history, self._out / "curves.png")
        print(f"\repoch {epoch}/{self._plan.epochs}: loss {total:.3f} (class {class_loss:.3f}, box {box_loss:.3f}), "
              f"mAP {result.average:.3f}, mAP@.5 {result.at_half:.3f}", flush=True)

    def _save(self, name: str = checkpoint.RUN) -> None:
        checkpoint.save({
            "plan": asdict(self._plan), "rounds before": [asdict(round) for round in self._rounds_before], "names": self._names,
            "step": self.step, "seconds": self._seconds, "history": self._history,
            "detector": self._detector.state_dict(), "average": self._average.model.state_dict(), "optimiser": self._optimiser.state_dict(),
        }, self._out / name)

    def _begin(self) -> None:
        """With nothing learned, or with what other rounds taught a detector of the same classes."""
        self._out.mkdir(parents=True, exist_ok=True)
        if self._plan.weights is None:
            return
        trained = checkpoint.load_model(Path(self._plan.weights))
        there, here = (trained.detector.variant, trained.names), (self._plan.variant, self._names)
        if there != here:
            raise coco.DataError(f"{self._plan.weights} has another variant or other classes: {there} there, {here} here. Train without --weights.")
        for detector in (self._detector, self._average.model):
            detector.load_state_dict(trained.detector.state_dict())
        self._rounds_before = trained.rounds

    def _resume(self) -> None:
        path = self._out / checkpoint.RUN
        content = checkpoint.load_run(path, self._device)
        differences = [
            f"{name}: {content['plan'].get(name)} there, {value} here"
            for name, value in asdict(self._plan).items() if content["plan"].get(name) != value and name != "epochs"]
        if content["names"] != self._names:
            differences.append("other classes")
        if differences:
            raise coco.DataError(f"{path} is of another run ({'; '.join(differences)}). Give its options, or another --out.")
        content = self._of_this_length(content)
        self._detector.load_state_dict(content["detector"])
        self._average.model.load_state_dict(content["average"])
        self._optimiser.load_state_dict(content["optimiser"])
        self._history, self.step, self._seconds = content["history"], content["step"], content["seconds"]
        self._rounds_before = tuple(Round(**round) for round in content["rounds before"])
        if content["plan"]["epochs"] != self._plan.epochs:
            # From now on it is a run of this length, however soon it is cut.
            self._save()
        print(f"going on at step {self.step} of {self.steps}", flush=True)

    def _of_this_length(self, content: dict[str, Any]) -> dict[str, Any]:
        """The saved state, or the one before the rate fell, if it fell for the end of a shorter run."""
        epochs = content["plan"]["epochs"]
        fell = cooling_from(epochs * self._batches.steps_per_epoch)
        if epochs == self._plan.epochs or content["step"] <= min(fell, cooling_from(self.steps)):
            return content
        if epochs > self._plan.epochs:
            raise coco.DataError(f"{self._out} is a run of {epochs} epochs, and further than {self._plan.epochs} would let it be. Give more --epochs.")
        # It is better than any to come before the rate falls anew.
        if (self._out / _BEST).exists():
            shutil.copyfile(self._out / _BEST, self._out / f"best-{epochs}.pt")
        return checkpoint.load_run(self._out / _STEADY, self._device)


def _optimiser(detector: Detector, plan: Plan) -> torch.optim.Optimizer:
    """AdamW, which takes few steps to get far. Only convolutions' weights decay: scales, shifts and biases have no reason to be small."""
    decaying = [parameter for parameter in detector.parameters() if parameter.ndim > 1]
    others = [parameter for parameter in detector.parameters() if parameter.ndim <= 1]
    return torch.optim.AdamW(
        [{"params": decaying, "weight_decay": plan.decay}, {"params": others, "weight_decay": 0.0}], lr=plan.rate, betas=(0.9, 0.99))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m training.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", choices=ARCHITECTURES, default="39ds", help="which HarDNet (default: 39ds)")
    parser.add_argument("--data", type=Path, required=True, help="pictures to train on: a folder in COCO's format")
    parser.add_argument("--validation", type=Path, required=True, help="others, to tell after each epoch how good it is")
    parser.add_argument("--out", type=Path, required=True, help="where the run keeps its files")
    parser.add_argument("--weights", type=Path, help="begin with a model file's weights, not with none: a best.pt, or one of models/*.pt")
    parser.add_argument("--size", type=processor.positive, default=320, help="side in pixels of the pictures that it learns from (default: 320)")
    parser.add_argument("--model-size", type=processor.positive, help="side of those that the model is to see, and sees in validation (default: --size)")
    parser.add_argument("--epochs", type=processor.positive, default=20, help="how often each picture is seen (default: 20)")
    parser.add_argument("--batch", type=processor.positive, default=16, help="pictures a step (default: 16)")
    parser.add_argument("--rate", type=float, default=2e-3, help="the highest learning rate (default: 0.002)")
    parser.add_argument("--warm-up", type=int, default=500, metavar="STEPS", help="steps to get there (default: 500)")
    parser.add_argument("--decay", type=float, default=0.05, help="weight decay (default: 0.05)")
    parser.add_argument("--seed", type=int, default=1, help="of all that is random (default: 1)")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after so long; the same command goes on later")
    parser.add_argument(
        "--precision", choices=("auto", "float32", "bfloat16"), default="auto", help="of convolutions; auto: 16 bits where they are faster")
    cache.add_option(parser)
    processor.add_options(parser)
    options = parser.parse_args()
    device = processor.prepare(options)
    model_size = options.model_size or options.size
    for option, size in (("--size", options.size), ("--model-size", model_size)):
        if size % _STRIDE != 0:
            raise coco.DataError(f"{option}: {size} is no multiple of {_STRIDE}, by which the network divides it.")
    train, validation = coco.read(options.data), coco.read(options.validation)
    if all(picture.crowd.all() for picture in validation.pictures):
        raise coco.DataError(f"{options.validation} has no objects, so it cannot tell which epoch is the best. Use --validation with others.")
    require_names(validation, train.names)
    pixels = (cache.of_folder(train, options.data, options.size, options), cache.of_folder(validation, options.validation, model_size, options))
    plan = Plan(
        options.variant, options.weights and str(options.weights), len(train.pictures), options.size, model_size,
        options.epochs, options.batch, options.rate, options.warm_up, options.decay, options.seed)
    bfloat16 = options.precision == "bfloat16" or options.precision == "auto" and processor.has_fast_bfloat16(device)
    run = Run(plan, train, validation, pixels, options.out, device, bfloat16)
    run.go(options.minutes * 60)
    if run.step < run.steps:
        sys.exit(_UNFINISHED)


if __name__ == "__main__":
    try:
        main()
    except coco.DataError as failure:
        sys.exit(f"training: {failure}")
