"""Mean average precision, where it can be told by hand."""

from pathlib import Path

import numpy as np
import pytest

from training.coco import Picture
from training.metrics import precision
from training.postprocess import Detections


def _picture(*objects: tuple, crowd: tuple = ()) -> Picture:
    """A picture of 200 x 100 pixels; objects: (class, ymin, xmin, ymax, xmax) in pixels."""
    pixels = np.array([item[1:] for item in objects], np.float64).reshape(-1, 4)
    return Picture(
        1, Path("none"), 200, 100, pixels / (100, 200, 100, 200), np.array([item[0] for item in objects], np.int64),
        np.array([index in crowd for index in range(len(objects))]), np.prod(pixels[:, 2:] - pixels[:, :2], -1))


def _found(*detections: tuple) -> Detections:
    """(class, score, ymin, xmin, ymax, xmax) in pixels, best first."""
    boxes = np.array([item[2:] for item in detections], np.float64).reshape(-1, 4)
    return Detections(boxes / (100, 200, 100, 200), np.array([item[0] for item in detections], np.int64), np.array([item[1] for item in detections], np.float64))


def test_all_found_exactly_is_one() -> None:
    result = precision([_picture((0, 10, 10, 50, 50), (1, 20, 60, 80, 120))], [_found((0, 0.9, 10, 10, 50, 50), (1, 0.8, 20, 60, 80, 120))], 2)
    assert result.average == result.at_half == pytest.approx(1)


def test_nothing_found_is_zero() -> None:
    assert precision([_picture((0, 10, 10, 50, 50))], [_found()], 1).average == 0


def test_a_class_without_objects_is_left_out() -> None:
    result = precision([_picture((0, 10, 10, 50, 50))], [_found((0, 0.9, 10, 10, 50, 50), (1, 0.9, 10, 10, 50, 50))], 2)
    assert result.average == pytest.approx(1)
    assert np.isnan(result.by_class[1])


def test_a_box_that_is_off_counts_up_to_its_overlap() -> None:
    # 40 x 40 against 40 x 30 within it: an overlap of 0.75, so at 0.5, 0.55 ... 0.75, six of ten thresholds.
    result = precision([_picture((0, 10, 10, 50, 50))], [_found((0, 0.9, 10, 10, 50, 40))], 1)
    assert result.at_half == pytest.approx(1)
    assert result.average == pytest.approx(0.6)


def test_a_false_alarm_before_a_hit_halves_the_precision() -> None:
    result = precision([_picture((0, 10, 10, 50, 50))], [_found((0, 0.9, 60, 60, 90, 90), (0, 0.8, 10, 10, 50, 50))], 1)
    assert result.at_half == pytest.approx(0.5)


def test_half_of_the_objects_found_covers_the_recalls_up_to_a_half() -> None:
    result = precision([_picture((0, 10, 10, 50, 50), (0, 10, 100, 50, 150))], [_found((0, 0.9, 10, 10, 50, 50))], 1)
    # Recalls 0, 0.01 ... 0.5 of 101.
    assert result.at_half == pytest.approx(51 / 101)


def test_a_second_box_on_one_object_is_a_false_alarm() -> None:
    # Of two objects one is found twice before the other: precisions 1, 1/2, 2/3, made 1, 2/3, 2/3.
    pictures = [_picture((0, 10, 10, 50, 50), (0, 10, 100, 50, 150))]
    found = [_found((0, 0.9, 10, 10, 50, 50), (0, 0.8, 10, 10, 50, 50), (0, 0.7, 10, 100, 50, 150))]
    assert precision(pictures, found, 1).at_half == pytest.approx((51 + 50 * 2 / 3) / 101)


def test_the_ranking_is_over_all_pictures() -> None:
    pictures = [_picture((0, 10, 10, 50, 50)), _picture((0, 10, 10, 50, 50))]
    found = [_found((0, 0.5, 10, 10, 50, 50)), _found((0, 0.9, 60, 60, 90, 90), (0, 0.4, 10, 10, 50, 50))]
    # Miss, hit, hit: precisions 0, 1/2, 2/3, made 2/3 everywhere.
    assert precision(pictures, found, 1).at_half == pytest.approx(2 / 3)


def test_a_crowd_is_neither_asked_for_nor_held_against_a_detector() -> None:
    pictures = [_picture((0, 10, 10, 50, 50), (0, 0, 100, 100, 200), crowd=(1,))]
    found = [_found((0, 0.9, 20, 120, 40, 140), (0, 0.85, 50, 150, 70, 170), (0, 0.8, 10, 10, 50, 50))]
    assert precision(pictures, found, 1).at_half == pytest.approx(1)


def test_sizes_are_told_apart_by_area() -> None:
    # 20 x 20 is small, 40 x 40 medium; only the medium one is found.
    result = precision([_picture((0, 10, 10, 30, 30), (0, 10, 100, 50, 140))], [_found((0, 0.9, 10, 100, 50, 140))], 1)
    assert result.by_size["small"] == 0
    assert result.by_size["medium"] == pytest.approx(1)
    assert np.isnan(result.by_size["large"])
