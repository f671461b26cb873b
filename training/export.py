"""Exports a trained detector as an int8 TensorFlow Lite model.

    python3 -m training.export --model runs/39ds/best.pt --data data/street-train --out models/hardnet39ds_ssd_320_street_int8

Writes NAME.tflite, NAME.labels.txt and NAME.anchors.txt. --data gives the pictures by which the ranges of 8-bit values are chosen.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training import anchors, cache, checkpoint, coco, processor
from training.batches import normalise
from training.checkpoint import Trained
from training.evaluate import require_names
from training.postprocess import Rules
from training.quantise.correct import correct_biases
from training.quantise.equalise import equalise
from training.quantise.execute import Scale
from training.quantise.graph import Graph, Value
from training.quantise.ranges import largest_magnitudes, scales
from training.quantise.trace import trace
from training.tflite import detector, metadata, schema


@dataclass(frozen=True)
class Quantised:
    """A detector's graph, its weights still in floats, and the scale of every value."""

    graph: Graph
    scales: dict[Value, Scale]


def quantise(trained: Trained, pictures: list[Tensor]) -> Quantised:
    """Prepares a detector for 8 bits, by what it makes of pictures [1, 3, size, size]."""
    with torch.no_grad():
        graph = trace(trained.detector)
        equalise(graph, largest_magnitudes(graph, pictures))
        found = scales(graph, pictures)
        correct_biases(graph, found, pictures)
    return Quantised(graph, found)


def calibration(data: coco.DataSet, size: int, count: int) -> list[Tensor]:
    """Pictures [1, 3, size, size] from all over a data set."""
    chosen = np.linspace(0, len(data.pictures) - 1, min(count, len(data.pictures))).round().astype(int)
    return [normalise(torch.from_numpy(cache.load(data.pictures[index].path, size)).permute(2, 0, 1)[None]) for index in chosen]


def to_tflite(quantised: Quantised, trained: Trained, name: str) -> bytes:
    """The .tflite file's content, labels and anchors inside."""
    size = trained.detector.size
    description = f"SSD on HarDNet-{trained.detector.variant.upper()}, {size}x{size}, int8; classes: {', '.join(trained.names)}"
    model = detector.model(quantised.graph, quantised.scales, size, name, description, Rules())
    model.metadata[metadata.NAME] = metadata.describe(name, description, "1")
    return metadata.with_files(schema.to_bytes(model), {
        metadata.LABELS_FILE: "".join(f"{label}\n" for label in trained.names), metadata.ANCHORS_FILE: anchors.as_text(size)})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m training.export", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="best.pt of a run")
    parser.add_argument("--data", type=Path, required=True, help="pictures like those that it will see: a folder in COCO's format")
    parser.add_argument("--pictures", type=int, default=64, help="how many of them (default: 64)")
    parser.add_argument("--out", type=Path, required=True, help="the files' path without ending")
    parser.add_argument("--weights", type=Path, help="also keep the weights that others can train on from (training.train --weights)")
    processor.add_options(parser)
    options = parser.parse_args()
    processor.prepare(options)
    trained = checkpoint.load_model(options.model)
    data = coco.read(options.data)
    require_names(data, trained.names)
    if options.weights:
        checkpoint.save_small(trained, options.weights)
    quantised = quantise(trained, calibration(data, trained.detector.size, options.pictures))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    content = to_tflite(quantised, trained, options.out.name)
    options.out.with_name(f"{options.out.name}.tflite").write_bytes(content)
    options.out.with_name(f"{options.out.name}.labels.txt").write_text("".join(f"{label}\n" for label in trained.names), encoding="utf-8")
    options.out.with_name(f"{options.out.name}.anchors.txt").write_text(anchors.as_text(trained.detector.size), encoding="ascii")
    print(f"{options.out}.tflite: {len(content) / 1e6:.2f} MB, {len(quantised.graph.operations)} operations")


if __name__ == "__main__":
    try:
        main()
    except coco.DataError as failure:
        sys.exit(f"training: {failure}")
