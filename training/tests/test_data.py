"""Data sets are read, kept decoded, and varied without losing track of their boxes."""

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from training import cache, coco
from training.augment import augment
from training.batches import Batches
from training.tests import scene


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scene.write(tmp_path / "data", 12)
    return tmp_path / "data"


def test_coco_s_boxes_become_relative_edges(folder: Path) -> None:
    data = coco.read(folder)
    annotation = json.loads((folder / "annotations.json").read_text())["annotations"][0]
    x, y, width, height = annotation["bbox"]
    assert data.names == scene.NAMES
    assert np.allclose(data.pictures[0].boxes[0] * 96, (y, x, y + height, x + width))


def test_classes_are_numbered_in_the_order_of_their_ids(folder: Path) -> None:
    file = folder / "annotations.json"
    content = json.loads(file.read_text())
    for category in content["categories"]:
        category["id"] = {1: 90, 2: 7}[category["id"]]
    for annotation in content["annotations"]:
        annotation["category_id"] = {1: 90, 2: 7}[annotation["category_id"]]
    file.write_text(json.dumps(content))
    assert coco.read(folder).names == ["wide", "tall"]


def test_a_folder_without_annotations_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(coco.DataError, match="actors dataset"):
        coco.read(tmp_path)


def test_annotations_that_are_not_coco_s_are_refused(tmp_path: Path) -> None:
    (tmp_path / "annotations.json").write_text('{"images": []}')
    with pytest.raises(coco.DataError, match="categories"):
        coco.read(tmp_path)


def test_pictures_are_decoded_once(folder: Path, tmp_path: Path) -> None:
    data = coco.read(folder)
    first = cache.pixels(data, tmp_path / "cache", 64)
    file, = (tmp_path / "cache").iterdir()
    stamp = file.stat().st_mtime_ns
    again = cache.pixels(data, tmp_path / "cache", 64)
    assert first.shape == (12, 64, 64, 3)
    assert np.array_equal(first[5], cache.load(data.pictures[5].path, 64))
    assert file.stat().st_mtime_ns == stamp and np.array_equal(first, again)


def test_a_changed_picture_is_decoded_again(folder: Path, tmp_path: Path) -> None:
    data = coco.read(folder)
    cache.pixels(data, tmp_path / "cache", 64)
    data.pictures[0].path.write_bytes(data.pictures[1].path.read_bytes())
    changed = cache.pixels(data, tmp_path / "cache", 64)
    assert np.array_equal(changed[0], changed[1])


def test_boxes_follow_what_is_done_to_the_picture() -> None:
    # One bright rectangle on black: wherever it goes, its box must be where the bright pixels are.
    picture = np.zeros((200, 200, 3), np.uint8)
    picture[60:140, 80:120] = 255
    box = np.array([[0.3, 0.4, 0.7, 0.6]], np.float32)
    moved = 0
    for seed in range(60):
        changed, boxes, left = augment(picture, box, np.random.default_rng(seed))
        if left[0] == 0:
            continue
        y, x = np.nonzero(changed.mean(-1) > 180)
        if len(y) < 50:  # darkened, or zoomed out onto grey that is as bright
            continue
        seen = np.array([y.min(), x.min(), y.max() + 1, x.max() + 1]) / 200
        assert np.abs(seen - boxes[0]).max() < 0.03
        moved += not np.allclose(boxes, box, atol=0.01)
    assert moved > 10


def test_augmentation_repeats_with_its_seed() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    box = np.array([[0.2, 0.2, 0.6, 0.6]], np.float32)
    first, second = (augment(picture, box, np.random.default_rng(7)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second))


def test_batches_are_the_same_from_whichever_step_they_are_taken(folder: Path, tmp_path: Path) -> None:
    data = coco.read(folder)
    batches = Batches(data, cache.pixels(data, tmp_path / "cache", 64), 4, seed=3)
    whole = list(batches.from_step(0, 6))
    resumed = list(batches.from_step(4, 6))
    assert batches.steps_per_epoch == 3
    assert all(torch.equal(a.pictures, b.pictures) for a, b in zip(whole[4:], resumed))


def test_a_picture_that_cannot_be_read_stops_the_batches_with_its_reason(folder: Path, tmp_path: Path) -> None:
    data = coco.read(folder)
    data.pictures[3].path.write_bytes(b"no picture")
    with pytest.raises(coco.DataError, match="no picture"):
        cache.pixels(data, tmp_path / "cache", 64)


def test_a_folder_that_cannot_be_written_is_told_with_the_way_out(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way of a folder")
    with pytest.raises(coco.DataError, match="--cache"):
        cache.of_folder(coco.read(folder), folder, 64, argparse.Namespace(cache=blocked, threads=1))


def test_a_set_is_found_where_coco_keeps_it(folder: Path, tmp_path: Path) -> None:
    coco_folder = tmp_path / "coco"
    (coco_folder / "annotations").mkdir(parents=True)
    (folder / "images").rename(coco_folder / "train2017")
    file = coco_folder / "annotations" / "instances_train2017.json"
    (folder / "annotations.json").rename(file)
    for place in (file, coco_folder):
        assert coco.read(place).pictures[0].path == coco_folder / "train2017" / "1.png"
    (coco_folder / "annotations" / "instances_val2017.json").write_bytes(file.read_bytes())
    with pytest.raises(coco.DataError, match=f"Name one of them: {file}"):
        coco.read(coco_folder)


def test_pictures_that_are_nowhere_are_told_with_where_they_should_be(folder: Path) -> None:
    (folder / "images").rename(folder / "elsewhere")
    with pytest.raises(coco.DataError, match=f"1.png, is in none of {folder / 'images'}"):
        coco.read(folder)


def test_what_is_doubtful_or_hardly_left_in_a_crop_is_kept_apart(folder: Path, tmp_path: Path) -> None:
    file = folder / "annotations.json"
    content = json.loads(file.read_text())
    for annotation in content["annotations"]:
        annotation["iscrowd"] = int(annotation["image_id"] % 2 == 0)
    file.write_text(json.dumps(content))
    data = coco.read(folder)
    batches = Batches(data, cache.pixels(data, tmp_path / "cache", 64), 4, seed=3)
    truths = [truth for batch in batches.from_step(0, 30) for truth in batch.truths]
    # Pictures of one kind and of the other; crops of the first kind may leave too little of an object.
    assert sum(len(truth.boxes) > 0 for truth in truths) > 30 and sum(len(truth.doubtful) > 0 for truth in truths) > 50
    assert any(len(truth.boxes) > 0 and len(truth.doubtful) > 0 for truth in truths)
    assert all(len(truth.boxes) == len(truth.classes) and len(truth.doubtful) == len(truth.doubtful_classes) for truth in truths)
