"""Boxes: their overlaps, and how a network states one relative to an anchor.

A box is ymin, xmin, ymax, xmax and an anchor is ycenter, xcenter, height, width, both relative to the picture (0 to 1), in the
last axis, as TensorFlow Lite's detection post-processing has them.
"""

import torch
from torch import Tensor

# What encodings are multiplied by, so that their spread is about one (Liu et al. 2016: variances 0.1 and 0.2). The exported
# model's post-processing is told the same: y_scale, x_scale, h_scale, w_scale.
SCALES = (10.0, 10.0, 5.0, 5.0)

# A box is at most this many times as high or wide as its anchor, and at least one of as many parts. Keeps exp() finite.
LARGEST_RATIO = 32.0


def corners(centred: Tensor) -> Tensor:
    """[..., 4] ycenter, xcenter, height, width to ymin, xmin, ymax, xmax."""
    centre, half = centred[..., :2], centred[..., 2:] / 2
    return torch.cat((centre - half, centre + half), -1)


def encode(boxes: Tensor, anchors: Tensor) -> Tensor:
    """What a network should say of boxes [..., 4] at anchors [..., 4]: y, x, height, width."""
    size = boxes[..., 2:] - boxes[..., :2]
    centre = boxes[..., :2] + size / 2
    shift = (centre - anchors[..., :2]) / anchors[..., 2:]
    growth = torch.log(size / anchors[..., 2:])
    return torch.cat((shift, growth), -1) * shift.new_tensor(SCALES)


def decode(encodings: Tensor, anchors: Tensor) -> Tensor:
    """The boxes [..., 4] that encodings [..., 4] mean at anchors [..., 4]."""
    relative = encodings / encodings.new_tensor(SCALES)
    limit = torch.log(relative.new_tensor(LARGEST_RATIO))
    growth = torch.minimum(torch.maximum(relative[..., 2:], -limit), limit)
    centre = relative[..., :2] * anchors[..., 2:] + anchors[..., :2]
    return corners(torch.cat((centre, torch.exp(growth) * anchors[..., 2:]), -1))


def area(boxes: Tensor) -> Tensor:
    """[...] areas of boxes [..., 4]; 0 for one whose edges are in the wrong order."""
    return _product((boxes[..., 2:] - boxes[..., :2]).clamp(min=0))


def intersection(first: Tensor, second: Tensor) -> Tensor:
    """[...] areas that boxes [..., 4] that broadcast against each other have in common."""
    top_left = torch.maximum(first[..., :2], second[..., :2])
    bottom_right = torch.minimum(first[..., 2:], second[..., 2:])
    return _product((bottom_right - top_left).clamp(min=0))


def overlap(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
    """[...] intersections over unions, and the unions, of boxes [..., 4] that broadcast against each other."""
    shared = intersection(first, second)
    union = area(first) + area(second) - shared
    return shared / union.clamp(min=1e-9), union


def generalised_overlap(first: Tensor, second: Tensor) -> Tensor:
    """[...] generalised intersections over unions, -1 to 1: they also tell boxes apart that do not meet (Rezatofighi et al. 2019)."""
    overlaps, union = overlap(first, second)
    hull = area(torch.cat((torch.minimum(first[..., :2], second[..., :2]), torch.maximum(first[..., 2:], second[..., 2:])), -1))
    return overlaps - (hull - union) / hull.clamp(min=1e-9)


def _product(sides: Tensor) -> Tensor:
    """Of two sides [..., 2]. PyTorch's `prod` takes four times as long."""
    return sides[..., 0] * sides[..., 1]
