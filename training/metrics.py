"""COCO's mean average precision, as pycocotools computes it (Lin et al. 2014)."""

from dataclasses import dataclass

import numpy as np

from training.coco import Picture
from training.postprocess import Detections

OVERLAPS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)

# Objects by their area in pixels of the picture.
SIZES = {"all": (0.0, 1e10), "small": (0.0, 32.0 ** 2), "medium": (32.0 ** 2, 96.0 ** 2), "large": (96.0 ** 2, 1e10)}


@dataclass(frozen=True)
class Precision:
    """Means over classes that have objects; nan where there is none.

    average: over all overlaps 0.5 to 0.95; at_half, at_three_quarters: at one; by_size: average for small, medium and large objects;
    by_class, by_class_at_half: [classes].
    """

    average: float
    at_half: float
    at_three_quarters: float
    by_size: dict[str, float]
    by_class: np.ndarray
    by_class_at_half: np.ndarray


def precision(pictures: list[Picture], found: list[Detections], classes: int) -> Precision:
    """The precision of each picture's detections, best first and a hundred at most, against its objects."""
    table = {size: np.stack([_average(pictures, found, index, limits) for index in range(classes)]) for size, limits in SIZES.items()}
    everything = table["all"]
    return Precision(
        _mean(everything), _mean(everything[:, 0]), _mean(everything[:, 5]),
        {size: _mean(values) for size, values in table.items() if size != "all"},
        everything.mean(1), everything[:, 0])


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _average(pictures: list[Picture], found: list[Detections], index: int, limits: tuple[float, float]) -> np.ndarray:
    """[overlaps] the average precision of a class among objects of a size; nan where it has none."""
    scores, matched, ignored, objects = [], [], [], 0
    for picture, detections in zip(pictures, found):
        of_class = detections.classes == index
        outcome = _match(picture, index, detections.boxes[of_class], limits)
        scores.append(detections.scores[of_class])
        matched.append(outcome.matched)
        ignored.append(outcome.ignored)
        objects += outcome.objects
    if objects == 0:
        return np.full(len(OVERLAPS), np.nan)
    order = np.argsort(-np.concatenate(scores), kind="stable")
    counted = ~np.concatenate(ignored, 1)[:, order]
    hits = np.concatenate(matched, 1)[:, order] & counted
    misses = ~np.concatenate(matched, 1)[:, order] & counted
    return np.array([_area_under_curve(hit.cumsum(), miss.cumsum(), objects) for hit, miss in zip(hits, misses)])


@dataclass(frozen=True)
class _Outcome:
    """[overlaps, detections] whether each found an object, and whether it counts for neither side; and how many objects count."""

    matched: np.ndarray
    ignored: np.ndarray
    objects: int


def _match(picture: Picture, index: int, boxes: np.ndarray, limits: tuple[float, float]) -> _Outcome:
    """Gives each detection, best first, the free object that it overlaps most."""
    scale = np.array([picture.height, picture.width] * 2, np.float64)
    of_class = picture.classes == index
    areas = picture.areas[of_class]
    crowd = picture.crowd[of_class]
    aside = crowd | (areas < limits[0]) | (areas > limits[1])
    # Those that count come first, so that a detection prefers them.
    order = np.argsort(aside, kind="stable")
    aside, crowd = aside[order], crowd[order]
    objects = picture.boxes[of_class][order] * scale
    boxes = boxes * scale
    overlaps = _overlaps(boxes, objects, crowd)
    matched = np.zeros((len(OVERLAPS), len(boxes)), bool)
    ignored = np.zeros_like(matched)
    for row, threshold in enumerate(OVERLAPS):
        taken = np.zeros(len(objects), bool)
        for detection in range(len(boxes)):
            best, best_overlap = -1, min(threshold, 1 - 1e-10)
            for candidate in range(len(objects)):
                if taken[candidate] and not crowd[candidate]:
                    continue
                if best >= 0 and not aside[best] and aside[candidate]:
                    break
                if overlaps[detection, candidate] >= best_overlap:
                    best, best_overlap = candidate, overlaps[detection, candidate]
            if best >= 0:
                taken[best] = matched[row, detection] = True
                ignored[row, detection] = aside[best]
    sizes = np.prod(boxes[:, 2:] - boxes[:, :2], -1)
    ignored |= ~matched & ((sizes < limits[0]) | (sizes > limits[1]))
    return _Outcome(matched, ignored, int((~aside).sum()))


def _overlaps(boxes: np.ndarray, objects: np.ndarray, crowd: np.ndarray) -> np.ndarray:
    """[detections, objects]; of a crowd any part may be found, so there the detection's own area takes the union's place."""
    top_left = np.maximum(boxes[:, None, :2], objects[None, :, :2])
    bottom_right = np.minimum(boxes[:, None, 2:], objects[None, :, 2:])
    shared = np.prod(np.maximum(bottom_right - top_left, 0), -1)
    own = np.prod(boxes[:, 2:] - boxes[:, :2], -1)[:, None]
    other = np.prod(objects[:, 2:] - objects[:, :2], -1)[None]
    return shared / np.maximum(np.where(crowd[None], own, own + other - shared), 1e-9)


def _area_under_curve(hits: np.ndarray, misses: np.ndarray, objects: int) -> float:
    """The mean over 101 recalls of the best precision at that recall or a higher one."""
    recall = hits / objects
    precision = hits / np.maximum(hits + misses, np.spacing(1))
    best = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, RECALLS, side="left")
    return float(np.where(places < len(best), np.append(best, 0)[np.minimum(places, len(best))], 0).mean())
