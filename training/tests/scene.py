"""A tiny data set for tests: rectangles on grey, each class of a shape of its own."""

import json
from pathlib import Path

import cv2
import numpy as np

NAMES = ["tall", "wide"]


def write(folder: Path, count: int, size: int = 96, seed: int = 0) -> None:
    """Writes `count` pictures of one or two rectangles with COCO annotations."""
    random = np.random.default_rng(seed)
    (folder / "images").mkdir(parents=True)
    images, annotations = [], []
    for index in range(count):
        picture = random.integers(90, 110, (size, size, 3), dtype=np.uint8)
        for _ in range(random.integers(1, 3)):
            kind = int(random.integers(2))
            height, width = ((40, 16), (16, 40))[kind]
            y, x = (int(random.integers(0, size - side)) for side in (height, width))
            cv2.rectangle(picture, (x, y), (x + width - 1, y + height - 1), (30, 40, 220) if kind else (220, 60, 30), -1)
            annotations.append({"id": len(annotations) + 1, "image_id": index + 1, "category_id": kind + 1, "bbox": [x, y, width, height], "area": height * width, "iscrowd": 0})
        cv2.imwrite(str(folder / "images" / f"{index + 1}.png"), picture)
        images.append({"id": index + 1, "file_name": f"{index + 1}.png", "width": size, "height": size})
    categories = [{"id": place + 1, "name": name} for place, name in enumerate(NAMES)]
    (folder / "annotations.json").write_text(json.dumps({"images": images, "annotations": annotations, "categories": categories}), encoding="utf-8")
