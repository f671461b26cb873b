"""What training makes small."""

from dataclasses import dataclass, fields

import torch
from torch import Tensor
from torch.nn import functional

from training import boxes, matching

# How much the place counts beside the class.
_BOX_WEIGHT = 2.5

# Which part of a box has to lie in something doubtful to be forgiven; and the score below which it costs too little to look.
_FORGIVEN_PART = 0.5
_LOUD = 0.01


@dataclass(frozen=True)
class Truth:
    """One picture's objects: boxes [G, 4], classes [G]; and the doubtful ones [D], which need not be found, and may be."""

    boxes: Tensor
    classes: Tensor
    doubtful: Tensor
    doubtful_classes: Tensor

    def to(self, device: torch.device) -> "Truth":
        """The same on a device."""
        return Truth(*(getattr(self, field.name).to(device) for field in fields(self)))


@dataclass(frozen=True)
class Loss:
    """Of a batch: the sum to make small, and its two parts for the curves."""

    total: Tensor
    classes: float
    boxes: float


class DetectionLoss:
    """Binary cross entropy of scores against the quality of the assigned boxes, and 1 - generalised overlap of boxes.

    A score thereby comes to mean how good its box is, which is what ranks detections (Li et al. 2020). No mining of hard
    negatives: over all anchors, divided by the sum of the qualities, the easy ones weigh next to nothing.
    """

    def __init__(self, anchors: Tensor, cell_sizes: Tensor):
        self._anchors, self._cell_sizes = anchors, cell_sizes

    def __call__(self, encodings: Tensor, logits: Tensor, truths: list[Truth]) -> Loss:
        """encodings [N, A, 4] and logits [N, A, C] as the detector gives them, in 32 bits."""
        predicted = boxes.decode(encodings, self._anchors)
        targets, weights = torch.zeros_like(logits), torch.ones_like(logits)
        box_loss = logits.new_zeros(())
        with torch.no_grad():
            assignments = [
                matching.assign(predicted[i], torch.sigmoid(logits[i]), self._anchors, self._cell_sizes, truth.boxes, truth.classes)
                for i, truth in enumerate(truths)]
        for i, (truth, assignment) in enumerate(zip(truths, assignments)):
            found = (assignment.objects >= 0).nonzero()[:, 0]
            objects = assignment.objects[found]
            quality = assignment.quality[found]
            _forgive(weights[i], predicted[i].detach(), logits[i].detach(), truth)
            targets[i, found, truth.classes[objects]] = quality
            weights[i, found, truth.classes[objects]] = 1
            box_loss = box_loss + (quality * (1 - boxes.generalised_overlap(predicted[i, found], truth.boxes[objects]))).sum()
        total_quality = targets.sum().clamp(min=1.0)
        box_loss = box_loss / total_quality
        class_loss = functional.binary_cross_entropy_with_logits(logits, targets, weights, reduction="sum") / total_quality
        return Loss(class_loss + _BOX_WEIGHT * box_loss, class_loss.item(), box_loss.item())


def _forgive(weights: Tensor, predicted: Tensor, logits: Tensor, truth: Truth) -> None:
    """Takes the weight [A, C] of what boxes [A, 4] say of a class where something doubtful of that class is.

    As COCO's metric, which holds no detection against a detector that lies in a crowd of its class.
    """
    if len(truth.doubtful) == 0:
        return
    loud = (torch.sigmoid(logits).max(1).values > _LOUD).nonzero()[:, 0]
    candidates = predicted[loud, None]
    shared = boxes.intersection(candidates, truth.doubtful[None])
    inside, which = (shared > _FORGIVEN_PART * boxes.area(candidates)).nonzero(as_tuple=True)
    weights[loud[inside], truth.doubtful_classes[which]] = 0
