"""The anchors, written down once: training, export and tests take them from here, and the exported model holds them.

One scale and three shapes a cell. The levels' scales double with their strides, so every box is within a factor of 1.5 of some
anchor's size, and regression does the rest. The shapes are those of the street's classes in a picture that is stretched to a
square: people are tall, riders and parked lorries about square, cars and buses wide.
"""

from dataclasses import dataclass

import numpy as np

# Height over width.
ASPECTS = (0.6, 1.2, 2.8)


@dataclass(frozen=True)
class Level:
    """The anchors of one feature map: `stride` pixels from cell to cell, `scale` pixels the root of an anchor's area."""

    stride: int
    scale: float


LEVELS = (Level(8, 24), Level(16, 52), Level(32, 100), Level(64, 180), Level(128, 280))


def cells(level: Level, size: int) -> int:
    """Cells in a row and in a column of a level for a picture of size x size pixels."""
    return -(-size // level.stride)


def anchors(size: int) -> np.ndarray:
    """[anchors, 4] float32: ycenter, xcenter, height, width, relative to the picture of size x size pixels.

    In the order of the network's outputs: level by level, row by row, cell by cell, shape by shape.
    """
    return np.concatenate([_level_anchors(level, size) for level in LEVELS])


def cell_sizes(size: int) -> np.ndarray:
    """[anchors] float32: the side of each anchor's cell, relative to the picture."""
    return np.concatenate([np.full(cells(level, size) ** 2 * len(ASPECTS), level.stride / size, np.float32) for level in LEVELS])


def as_text(size: int) -> str:
    """The anchors, one a line: ycenter, xcenter, height, width, with a line of names above."""
    return "ycenter,xcenter,h,w\n" + "".join("{:.7f},{:.7f},{:.7f},{:.7f}\n".format(*anchor) for anchor in anchors(size))


def _level_anchors(level: Level, size: int) -> np.ndarray:
    count = cells(level, size)
    centres = (np.arange(count) + 0.5) * level.stride / size
    shapes = [(level.scale * aspect ** 0.5 / size, level.scale / aspect ** 0.5 / size) for aspect in ASPECTS]
    grid = [(y, x, height, width) for y in centres for x in centres for height, width in shapes]
    return np.array(grid, np.float32)
