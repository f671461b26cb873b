"""Which anchors are given to which objects."""

import torch

from training import anchors, boxes, matching

ANCHORS = torch.from_numpy(anchors.anchors(320))
CELLS = torch.from_numpy(anchors.cell_sizes(320))
UNDECIDED = torch.full((len(ANCHORS), 2), 0.01)


def _assign(truth: list[tuple], classes: list[int], scores: torch.Tensor = UNDECIDED) -> matching.Assignment:
    return matching.assign(
        boxes.corners(ANCHORS), scores, ANCHORS, CELLS, torch.tensor(truth, dtype=torch.float32).reshape(-1, 4), torch.tensor(classes, dtype=torch.long))


def test_without_objects_everything_is_background() -> None:
    assignment = _assign([], [])
    assert (assignment.objects == -1).all() and (assignment.quality == 0).all()


def test_an_object_gets_the_anchors_that_fit_it_best() -> None:
    truth = boxes.corners(ANCHORS[2000])
    assignment = _assign([tuple(truth.tolist())], [0])
    assert assignment.objects[2000] == 0
    assert assignment.quality.argmax() == 2000 and assignment.quality[2000] > 0.999
    assert (assignment.objects == 0).sum() == matching.CANDIDATES


def test_a_pixel_sized_object_between_all_centres_is_given_to_some_anchor() -> None:
    assert (_assign([(0.5 - 0.004, 0.5 - 0.004, 0.5 + 0.004, 0.5 + 0.004)], [0]).objects == 0).any()


def test_of_two_objects_at_one_place_each_anchor_takes_the_one_it_meets_best() -> None:
    small, large = (0.4, 0.4, 0.6, 0.6), (0.3, 0.3, 0.7, 0.7)
    assignment = _assign([small, large], [0, 1])
    overlaps, _ = boxes.overlap(torch.tensor([small, large])[:, None], boxes.corners(ANCHORS)[None])
    taken = assignment.objects >= 0
    assert set(assignment.objects[taken].tolist()) == {0, 1}
    assert (overlaps[:, taken].argmax(0) == assignment.objects[taken]).all()


def test_an_anchor_that_knows_the_class_is_preferred_to_one_that_does_not() -> None:
    truth = [(0.4, 0.4, 0.6, 0.6)]
    best = int(_assign(truth, [0]).quality.argmax())
    scores = UNDECIDED.clone()
    second = int(torch.where(torch.arange(len(ANCHORS)) == best, 0.0, _assign(truth, [0]).quality).argmax())
    scores[second, 0] = 0.99
    assert _assign(truth, [0], scores).quality.argmax() == second
