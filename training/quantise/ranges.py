"""Which range of real numbers the 256 integers of each value are to cover."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.quantise.execute import Scale, run
from training.quantise.graph import Graph, Kind, Value
from training.quantise.sharing import groups

_BINS = 2048

# Parts of the observed range that are tried as the range to cover: what lies outside is clipped, for finer steps inside.
_PARTS = np.linspace(0.3, 1.0, 71)

# Pixels come as (pixel - 128) / 128, so an int8 input is the pixel with its highest bit flipped, which is how the host writes it.
_INPUT = Scale(1 / 128, 0)

# TensorFlow Lite's 8-bit logistic gives these and no others.
_LOGISTIC = Scale(1 / 256, -128)

# Nobody looks at anchors with a lower score: what they say of boxes may be clipped, and how much lower it is is all the same.
_LEAST_LOGIT = -4.6

# The least range of any value: in finer steps than this comes to, XNNPACK refuses the convolution that would have to make them.
_LEAST_SPAN = 0.1

# The least range of box encodings, which count in a tenth or a fifth of an anchor: for a detector that is not sure of anything yet.
_LEAST_ENCODING = 1.0


@dataclass
class _Extent:
    """How far a group's values reach; zero is always within."""

    low: float = 0.0
    high: float = 0.0

    def take(self, x: Tensor) -> None:
        if x.numel():
            self.low, self.high = min(self.low, float(x.min())), max(self.high, float(x.max()))


def largest_magnitudes(graph: Graph, pictures: list[Tensor]) -> dict[Value, np.ndarray]:
    """Of each feature map [channels], over pictures [1, 3, H, W]."""
    largest: dict[Value, np.ndarray] = {}

    def take(value: Value, x: Tensor) -> None:
        if x.ndim == 4:
            reach = x.abs().amax((0, 2, 3)).numpy()
            largest[value] = np.maximum(largest[value], reach) if value in largest else reach

    for picture in pictures:
        run(graph, picture, observe=take)
    return largest


def scales(graph: Graph, pictures: list[Tensor]) -> dict[Value, Scale]:
    """The scale of every value: the one that rounds what pictures [1, 3, H, W] make of it with the least squared error."""
    shared = groups(graph)
    group_of = {value: index for index, group in enumerate(shared) for value in group}
    boxes, logits = group_of[graph.boxes], group_of[graph.logits]
    extents = [_Extent() for _ in shared]
    extents[boxes] = _Extent(-_LEAST_ENCODING, _LEAST_ENCODING)
    copies = {operation.output for operation in graph.operations if operation.kind in (Kind.CONCATENATION, Kind.RESHAPE)}

    predictions: dict[Value, Tensor] = {}

    def measure(value: Value, x: Tensor) -> None:
        if value in (graph.boxes, graph.logits):
            predictions[value] = x
        elif group_of[value] not in (boxes, logits):
            extents[group_of[value]].take(x)

    for picture in pictures:
        run(graph, picture, observe=measure)
        # Of the predictions only what somebody looks at.
        likely = predictions[graph.logits].amax(-1) > _LEAST_LOGIT
        extents[boxes].take(predictions[graph.boxes][likely])
        extents[logits].take(predictions[graph.logits].clamp(min=_LEAST_LOGIT))

    histograms = np.zeros((len(shared), _BINS))

    def count(value: Value, x: Tensor) -> None:
        group = group_of[value]
        extent = extents[group]
        # What is only copied has been counted where it came from.
        if value not in copies and group not in (boxes, logits) and extent.high > extent.low:
            histograms[group] += torch.histc(x, _BINS, extent.low, extent.high).numpy()

    for picture in pictures:
        run(graph, picture, observe=count)

    found = [_cover(extent.low, extent.high) if group in (boxes, logits) else _best(histogram, extent)
             for group, (histogram, extent) in enumerate(zip(histograms, extents))]
    return {value: found[group] for value, group in group_of.items()} | {graph.input: _INPUT, graph.scores: _LOGISTIC}


def _best(histogram: np.ndarray, extent: _Extent) -> Scale:
    """The scale that rounds the counted values with the least squared error."""
    edges = np.linspace(extent.low, extent.high, _BINS + 1)
    centres = torch.from_numpy((edges[1:] + edges[:-1]) / 2)

    def error(low: float, high: float) -> float:
        return float(((_cover(low, high).round(centres) - centres) ** 2).numpy() @ histogram)

    # One end after the other.
    high = min((extent.high * part for part in _PARTS), key=lambda high: error(extent.low, high))
    low = min((extent.low * part for part in _PARTS), key=lambda low: error(low, high))
    return _cover(low, high)


def _cover(low: float, high: float) -> Scale:
    """The scale from low to high, with zero among its integers, as padding needs it."""
    step = max(high - low, _LEAST_SPAN) / 255
    return Scale(float(np.float32(step)), int(np.clip(round(-128 - low / step), -128, 127)))
