"""Boxes and anchors: coding there and back, overlaps, and where anchors lie."""

import numpy as np
import pytest
import torch

from training import anchors, boxes


def _some_boxes(count: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    top_left = torch.rand(count, 2, generator=generator) * 0.8
    return torch.cat((top_left, top_left + 0.02 + torch.rand(count, 2, generator=generator) * 0.2), -1)


def test_a_box_comes_back_from_its_encoding() -> None:
    anchor_boxes = torch.from_numpy(anchors.anchors(320))[:500]
    truth = _some_boxes(500)
    assert torch.allclose(boxes.decode(boxes.encode(truth, anchor_boxes), anchor_boxes), truth, atol=1e-5)


def test_an_anchor_itself_is_encoded_as_nothing() -> None:
    anchor_boxes = torch.from_numpy(anchors.anchors(320))
    assert boxes.encode(boxes.corners(anchor_boxes), anchor_boxes).abs().max() < 1e-3


def test_no_encoding_gives_a_box_that_is_not_finite() -> None:
    wild = torch.tensor([[1e4, -1e4, 1e4, -1e4]])
    assert torch.isfinite(boxes.decode(wild, torch.tensor([[0.5, 0.5, 0.1, 0.1]]))).all()


@pytest.mark.parametrize("first, second, expected, generalised", [
    ((0, 0, 1, 1), (0, 0, 1, 1), 1, 1),
    ((0, 0, 1, 1), (0, 0.5, 1, 1.5), 1 / 3, 1 / 3),
    ((0, 0, 1, 1), (0, 2, 1, 3), 0, -1 / 3),
])
def test_overlaps_are_those_of_hand(first: tuple, second: tuple, expected: float, generalised: float) -> None:
    a, b = torch.tensor([first], dtype=torch.float32), torch.tensor([second], dtype=torch.float32)
    assert boxes.overlap(a, b)[0].item() == pytest.approx(expected)
    assert boxes.generalised_overlap(a, b).item() == pytest.approx(generalised)


def test_anchors_stand_in_the_order_of_the_network_s_outputs() -> None:
    table = anchors.anchors(320)
    shapes = [len(level.shapes) for level in anchors.LEVELS]
    assert len(table) == np.dot(shapes, [40 ** 2, 20 ** 2, 10 ** 2, 5 ** 2, 3 ** 2]) == len(anchors.cell_sizes(320))
    # The first cell's shapes, then the cell to its right; the next row comes 40 cells later.
    first = shapes[0]
    assert np.allclose(table[:first, :2], 4 / 320)
    assert np.allclose(table[:first, 2:] * 320, anchors.LEVELS[0].shapes)
    assert np.allclose(table[first, :2], (4 / 320, 12 / 320))
    assert np.allclose(table[40 * first, :2], (12 / 320, 4 / 320))
    assert np.allclose(table[40 ** 2 * first], (8 / 320, 8 / 320, *np.array(anchors.LEVELS[1].shapes[0]) / 320))


def test_anchors_are_written_one_a_line() -> None:
    lines = anchors.as_text(320).splitlines()
    assert lines[0] == "ycenter,xcenter,h,w"
    assert np.allclose(np.loadtxt(lines[1:], delimiter=","), anchors.anchors(320), atol=1e-6)
