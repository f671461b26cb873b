"""The anchors, written down once: training, export and tests take them from here, and the exported model holds them.

Three shapes a cell: the means (k-means by overlap, every class of equal weight) of the street's objects of each level's sizes, in a
picture that is stretched to 320 x 320 pixels. People are tall, cars seen from the front nearly square, buses from the side wide.
Sizes double with the strides, so that every object is within a factor of 1.5 of some anchor, and regression does the rest.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Level:
    """The anchors of one feature map: `stride` pixels from cell to cell; each cell's anchors as height and width in pixels."""

    stride: int
    shapes: tuple[tuple[float, float], ...]


LEVELS = (
    Level(8, ((12, 4), (24, 8), (16, 14))),
    Level(16, ((40, 13), (22, 23), (36, 34))),
    Level(32, ((78, 33), (46, 54), (72, 78))),
    Level(64, ((140, 90), (84, 128), (110, 100))),
    Level(128, ((230, 140), (150, 230), (220, 200))),
)


def cells(level: Level, size: int) -> int:
    """Cells in a row and in a column of a level for a picture of size x size pixels."""
    return -(-size // level.stride)


def count(level: Level, size: int) -> int:
    """Anchors of a level."""
    return cells(level, size) ** 2 * len(level.shapes)


def anchors(size: int) -> np.ndarray:
    """[anchors, 4] float32: ycenter, xcenter, height, width, relative to the picture of size x size pixels.

    In the order of the network's outputs: level by level, row by row, cell by cell, shape by shape.
    """
    return np.concatenate([_level_anchors(level, size) for level in LEVELS])


def cell_sizes(size: int) -> np.ndarray:
    """[anchors] float32: the side of each anchor's cell, relative to the picture."""
    return np.concatenate([np.full(count(level, size), level.stride / size, np.float32) for level in LEVELS])


def as_text(size: int) -> str:
    """The anchors, one a line: ycenter, xcenter, height, width, with a line of names above."""
    return "ycenter,xcenter,h,w\n" + "".join("{:.7f},{:.7f},{:.7f},{:.7f}\n".format(*anchor) for anchor in anchors(size))


def _level_anchors(level: Level, size: int) -> np.ndarray:
    centres = (np.arange(cells(level, size)) + 0.5) * level.stride / size
    grid = [(y, x, height / size, width / size) for y in centres for x in centres for height, width in level.shapes]
    return np.array(grid, np.float32)
