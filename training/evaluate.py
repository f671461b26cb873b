"""Evaluates a trained detector in 32-bit floats on a data set: COCO's mean average precision.

    python3 -m training.evaluate --model runs/street/best.pt --data data/street-test
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

from training import anchors, cache, checkpoint, coco, metrics, processor
from training.batches import normalise
from training.postprocess import Detections, Rules, detections
from training.progress import Progress
from training.ssd import Detector


@torch.no_grad()
def detect(detector: Detector, pixels: np.ndarray, device: torch.device, batch: int = 8) -> list[Detections]:
    """What a detector finds in pictures [N, size, size, 3] uint8."""
    anchor_boxes = torch.from_numpy(anchors.anchors(detector.size))
    detector.eval()
    found = []
    progress = Progress("evaluating", len(pixels))
    for first in range(0, len(pixels), batch):
        pictures = torch.from_numpy(np.array(pixels[first:first + batch])).permute(0, 3, 1, 2).to(device)
        encodings, logits = detector(normalise(pictures))
        found += [detections(e, s, anchor_boxes, Rules()) for e, s in zip(encodings.cpu(), torch.sigmoid(logits).cpu())]
        progress.at(len(found))
    progress.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m training.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="best.pt or last.pt of a run")
    parser.add_argument("--data", type=Path, required=True, help="a folder in COCO's format")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of a table")
    cache.add_option(parser)
    processor.add_options(parser)
    options = parser.parse_args()
    device = processor.prepare(options)
    trained = checkpoint.load_model(options.model)
    data = coco.read(options.data)
    require_names(data, trained.names)
    pixels = cache.of_folder(data, options.data, trained.detector.size, options)
    found = detect(trained.detector.to(device), pixels, device)
    result = metrics.precision(data.pictures, found, len(data.names))
    print(json.dumps(as_json(result, data.names)) if options.json else as_table(result, data.names))


def require_names(data: coco.DataSet, names: list[str]) -> None:
    """Refuses a data set of other classes than the model's."""
    if data.names != names:
        raise coco.DataError(f"The data set's classes are {', '.join(data.names)}; the model's are {', '.join(names)}.")


def as_json(result: metrics.Precision, names: list[str]) -> dict:
    """The numbers by name; those that nothing says anything about are left out."""
    def known(values: dict[str, float]) -> dict[str, float]:
        return {name: round(float(value), 4) for name, value in values.items() if not np.isnan(value)}

    return {
        **known({"mAP": result.average, "mAP@.5": result.at_half, "mAP@.75": result.at_three_quarters}),
        "bySize": known(result.by_size),
        "byClass": known(dict(zip(names, result.by_class))),
        "byClass@.5": known(dict(zip(names, result.by_class_at_half))),
    }


def as_table(result: metrics.Precision, names: list[str]) -> str:
    """The numbers for people."""
    rows = [("", "mAP@[.5:.95]", "mAP@.5"), ("all", result.average, result.at_half)]
    rows += [(name, *values) for name, *values in zip(names, result.by_class, result.by_class_at_half)]
    lines = [f"{rows[0][0]:<16}{rows[0][1]:>14}{rows[0][2]:>10}"]
    lines += [f"{name:<16}{average:>14.3f}{half:>10.3f}" for name, average, half in rows[1:]]
    lines.append(f"{'at .75':<16}{result.at_three_quarters:>14.3f}")
    lines += [f"{size:<16}{average:>14.3f}" for size, average in result.by_size.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    try:
        main()
    except coco.DataError as failure:
        sys.exit(f"training: {failure}")
