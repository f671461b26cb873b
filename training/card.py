"""Writes a model's card: what it is, how good, how fast, and what is not known. All of that is measured while it is written.

    python3 -m training.card --model runs/39ds/best.pt --exported models/hardnet39ds_ssd_320_street_int8 --data data/street-train --test data/street-test

Precision of the exported model and its speed are the host's own (./actors eval, ./actors infer). How it was trained is in the model file.
"""

import argparse
import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

from training import cache, checkpoint, coco, counts, metrics, processor
from training.checkpoint import Round, Trained
from training.evaluate import detect, require_names
from training.hardnet import ARCHITECTURES

_ROOT = Path(__file__).parents[1]
_TEMPLATE = Path(__file__).with_name("card.template.md")
_SPEED_RUNS = 100


@dataclass(frozen=True)
class Speed:
    """What runs the model on the processor, and the median of an inference."""

    path: str
    milliseconds: float


def speed(model: Path, threads: int) -> Speed:
    """Bare inferences through the host."""
    said = _actors("infer", model, "--device", f"cpu:{threads}", "--repeat", _SPEED_RUNS, "--values", 0)
    found = re.search(r" on (.+): ([0-9.]+) ms \(median", said)
    if not found:
        raise coco.DataError(f"./actors infer said nothing of its speed: {said}")
    return Speed(found[1], float(found[2]))


def precision_table(floats: metrics.Precision, integers: dict, names: list[str]) -> str:
    """A table of the float model's precision beside the exported one's. integers: what ./actors eval --json said."""
    of_class = {row["category"]: row["accuracy"] for row in integers["categories"]}
    rows = [("all", floats.average, floats.at_half, integers["accuracy"])]
    rows += [(name, floats.by_class[index], floats.by_class_at_half[index], of_class[name]) for index, name in enumerate(names) if name in of_class]
    lines = ["| | mAP@[.5:.95] float | int8 | mAP@.5 float | int8 |", "|---|---|---|---|---|"]
    for name, average, half, accuracy in rows:
        lines.append(f"| {name} | {average:.3f} | {accuracy['ap']:.3f} | {half:.3f} | {accuracy['ap50']:.3f} |")
    return "\n".join(lines)


def operating_point(best: dict | None) -> str:
    """A sentence on the best threshold on scores. best: as ./actors eval --json says it; none where nothing right was found."""
    if best is None:
        return "Nothing that it finds is right."
    return (f"The best compromise on these pictures (F1, overlap 0.5) is a threshold of {best['threshold']:.2f} on scores: of what it finds "
            f"{100 * best['precision']:.0f} % is right then, and of the objects it finds {100 * best['recall']:.0f} %.")


def training_history(rounds: tuple[Round, ...]) -> str:
    """How a model was trained."""
    return " ".join(_of_round(round, "Then" if place else _start(round)) for place, round in enumerate(rounds))


def _start(first: Round) -> str:
    weights = first.plan["weights"]
    return "Trained from nothing" if weights is None else f"Trained on from {Path(weights).name}"


def _of_round(round: Round, start: str) -> str:
    plan = round.plan
    best = "" if round.epoch == plan["epochs"] else f", of which the {round.epoch}. did best on the validation pictures"
    judged = plan.get("model_size", plan["size"])
    at = "" if judged == plan["size"] else f", judged at {judged} x {judged}"
    epochs = "1 epoch" if plan["epochs"] == 1 else f"{plan['epochs']} epochs"
    return (f"{start} at {plan['size']} x {plan['size']} pixels{at}: {epochs}{best}, batches of {plan['batch']}, AdamW, "
            f"learning rate {plan['rate']} (warm-up of {plan['warm_up']} steps; it falls in the last fifth), weight decay {plan['decay']}, "
            f"seed {plan['seed']}, the mean of the weights; {round.seconds / 3600:.1f} hours on {round.threads} threads.")


def write(trained: Trained, exported: Path, train: coco.DataSet, test_folder: Path, floats: metrics.Precision) -> str:
    """The card's text."""
    detector, model = trained.detector, exported.with_name(f"{exported.name}.tflite")
    integers = json.loads(_actors("eval", "--model", model, "--labels", exported.with_name(f"{exported.name}.labels.txt"), "--data", test_folder, "--json"))
    one, two = speed(model, 1), speed(model, 2)
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        name=exported.name, variant=detector.variant.upper(), size=detector.size,
        parameters=f"{counts.parameters(detector) / 1e6:.2f}", multiply_accumulates=f"{counts.multiply_accumulates(detector, detector.size) / 1e9:.2f}",
        megabytes=f"{model.stat().st_size / 1e6:.2f}", classes=", ".join(trained.names),
        convolutions="1x1 and depthwise 3x3 convolutions" if ARCHITECTURES[detector.variant].depthwise else "3x3 convolutions",
        training=training_history(trained.rounds), pictures=len(train.pictures), test_pictures=integers["images"], test_objects=integers["objects"],
        precision=precision_table(floats, integers, trained.names),
        threshold=operating_point(integers["bestThreshold"]),
        difference=f"{100 * (integers['accuracy']['ap'] - floats.average):+.1f}",
        path=one.path, one_core=f"{one.milliseconds:.1f}", two_cores=f"{two.milliseconds:.1f}")


def _actors(*arguments: object) -> str:
    """What a command of the host prints."""
    try:
        return subprocess.run([_ROOT / "actors", *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    except subprocess.CalledProcessError as failure:
        raise coco.DataError(f"./actors {' '.join(map(str, arguments))} failed: {failure.stderr.strip()}") from failure


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m training.card", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="best.pt of a run")
    parser.add_argument("--exported", type=Path, required=True, help="the exported files' path without ending; the card becomes the .md beside them")
    parser.add_argument("--data", type=Path, required=True, help="the pictures it was trained on")
    parser.add_argument("--test", type=Path, required=True, help="pictures that it never saw")
    cache.add_option(parser)
    processor.add_options(parser)
    options = parser.parse_args()
    device = processor.prepare(options)
    trained = checkpoint.load_model(options.model)
    train, test = coco.read(options.data), coco.read(options.test)
    require_names(test, trained.names)
    found = detect(trained.detector.to(device), cache.of_folder(test, options.test, trained.detector.size, options), device)
    floats = metrics.precision(test.pictures, found, len(test.names))
    card = options.exported.with_name(f"{options.exported.name}.md")
    card.write_text(write(replace(trained, detector=trained.detector.cpu()), options.exported, train, options.test, floats), encoding="utf-8")
    print(f"{card}: written")


if __name__ == "__main__":
    try:
        main()
    except coco.DataError as failure:
        sys.exit(f"training: {failure}")
