"""Which anchors are to find which objects: task-aligned assignment (Feng et al., TOOD, ICCV 2021).

An object is given to the anchors that already tell it best, in class and in place, rather than to all whose shape fits. Anchors
start out saying their own shape, so the first steps match by shape as in SSD.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from training import boxes

# Anchors for each object; and how much more the place counts than the class, as a power.
CANDIDATES = 10
_OVERLAP_POWER = 6.0
_SCORE_POWER = 1.0


@dataclass(frozen=True)
class Assignment:
    """For each of a picture's anchors: the index of its object, or -1 for background, and how well it should claim to know it (0 to 1)."""

    objects: Tensor
    quality: Tensor


def assign(predicted: Tensor, scores: Tensor, anchors: Tensor, cell_sizes: Tensor, truth: Tensor, classes: Tensor) -> Assignment:
    """Assigns one picture's anchors.

    predicted [A, 4] boxes, scores [A, C] from 0 to 1, anchors [A, 4], cell_sizes [A], truth [G, 4] boxes, classes [G]; all without gradients.
    """
    count = len(predicted)
    if len(truth) == 0:
        return Assignment(predicted.new_full((count,), -1, dtype=torch.long), predicted.new_zeros(count))

    overlaps, _ = boxes.overlap(truth[:, None], predicted[None])
    near = _near(anchors, cell_sizes, truth)
    aligned = scores[:, classes].T ** _SCORE_POWER * overlaps ** _OVERLAP_POWER * near
    chosen = torch.zeros_like(near)
    best = aligned.topk(min(CANDIDATES, count), dim=1)
    chosen.scatter_(1, best.indices, best.values > 0)

    # An anchor that several objects want is for the one that it meets best.
    best_overlap, objects = torch.where(chosen, overlaps, -1.0).max(0)
    taken = best_overlap >= 0
    chosen &= objects == torch.arange(len(truth), device=objects.device)[:, None]

    # The best anchor of an object should be as sure as its box is good; the others less, in proportion.
    aligned = aligned * chosen
    share = aligned / aligned.amax(1, keepdim=True).clamp(min=1e-12)
    quality = (share * (overlaps * chosen).amax(1, keepdim=True)).max(0).values
    return Assignment(torch.where(taken, objects, -1), quality)


def _near(anchors: Tensor, cell_sizes: Tensor, truth: Tensor) -> Tensor:
    """[G, A] whether an anchor's centre lies in an object, or within a cell of its middle: a small object may lie between all centres."""
    middle = (truth[:, :2] + truth[:, 2:]) / 2
    reach = torch.maximum((truth[:, 2:] - truth[:, :2])[:, None] / 2, cell_sizes[None, :, None])
    within = (anchors[None, :, :2] - middle[:, None]).abs() <= reach
    return within[..., 0] & within[..., 1]
