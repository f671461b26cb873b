"""From a network's outputs to detections, by the rules of TFLite_Detection_PostProcess with regular (per class) suppression."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training import boxes


@dataclass(frozen=True)
class Rules:
    """What is kept. The exported model holds these."""

    # COCO's metric looks at a hundred detections a picture, down to the least certain; the host has its own threshold.
    detections: int = 100
    least_score: float = 0.02
    # Objects of a class that overlap more than this are taken for one. Above the usual 0.5: people in a street walk side by side.
    largest_overlap: float = 0.6


@dataclass(frozen=True)
class Detections:
    """One picture's detections, best first: boxes [K, 4] relative, classes [K], scores [K]."""

    boxes: np.ndarray
    classes: np.ndarray
    scores: np.ndarray


def detections(encodings: Tensor, scores: Tensor, anchors: Tensor, rules: Rules) -> Detections:
    """One picture's detections, from box encodings [A, 4] and scores [A, C] from 0 to 1."""
    decoded = boxes.decode(encodings, anchors).numpy()
    probabilities = scores.numpy()
    found_anchors, found_classes = [], []
    for index in range(probabilities.shape[1]):
        kept = _suppress(decoded, probabilities[:, index], rules)
        found_anchors.append(kept)
        found_classes.append(np.full(len(kept), index))
    indices, classes = np.concatenate(found_anchors), np.concatenate(found_classes)
    best = np.argsort(-probabilities[indices, classes], kind="stable")[:rules.detections]
    indices, classes = indices[best], classes[best]
    return Detections(decoded[indices], classes, probabilities[indices, classes])


def _suppress(decoded: np.ndarray, scores: np.ndarray, rules: Rules) -> np.ndarray:
    """Indices of the boxes of one class that no better one overlaps too much, best first."""
    candidates = np.flatnonzero(scores >= rules.least_score)
    candidates = candidates[np.argsort(-scores[candidates], kind="stable")]
    kept: list[int] = []
    while len(candidates) and len(kept) < rules.detections:
        best, rest = candidates[0], candidates[1:]
        kept.append(best)
        candidates = rest[_overlaps(decoded[best], decoded[rest]) <= rules.largest_overlap]
    return np.array(kept, np.int64)


def _overlaps(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    if len(others) == 0:
        return np.zeros(0, np.float32)
    return boxes.overlap(torch.from_numpy(box), torch.from_numpy(others))[0].numpy()
