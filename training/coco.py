"""Reads data sets in COCO's format, where people have them:

    FOLDER/annotations.json                       FOLDER/images/...       as ./actors dataset writes it
    FOLDER/annotations/instances_train2017.json   FOLDER/train2017/...    as COCO has it; name the file, or the folder of a single one
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np


class DataError(Exception):
    """A data set cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Picture:
    """One picture and what it shows.

    boxes [G, 4] float32: ymin, xmin, ymax, xmax relative to the picture; classes [G]: indices into the data set's names;
    crowd [G]: whether a box stands for a group, which is neither asked for nor held against a detector; areas [G]: in pixels.
    """

    id: int
    path: Path
    width: int
    height: int
    boxes: np.ndarray
    classes: np.ndarray
    crowd: np.ndarray
    areas: np.ndarray


@dataclass(frozen=True)
class DataSet:
    """Pictures, and the names of the classes in the order of the categories' ids."""

    names: list[str]
    pictures: list[Picture]


def read(place: Path) -> DataSet:
    """Reads a data set: a folder, or a file of annotations."""
    file = _annotations(place)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        categories = sorted(content["categories"], key=lambda category: category["id"])
        images = {image["id"]: image for image in content["images"]}
        annotations: dict[int, list[dict]] = {id: [] for id in images}
        for annotation in content["annotations"]:
            annotations[annotation["image_id"]].append(annotation)
        index = {category["id"]: position for position, category in enumerate(categories)}
        folder = _pictures(file, images[min(images)]["file_name"]) if images else file.parent
        pictures = [_picture(folder, images[id], annotations[id], index) for id in sorted(images)]
    except OSError as failure:
        raise DataError(f"{file}: {failure.strerror}. Give a folder with annotations.json and images/ (./actors dataset makes one).") from failure
    except (ValueError, KeyError, TypeError) as failure:
        raise DataError(f"{file} is not in COCO's format: {type(failure).__name__} {failure}.") from failure
    if not pictures:
        raise DataError(f"{file} names no pictures.")
    return DataSet([category["name"] for category in categories], pictures)


def _annotations(place: Path) -> Path:
    """The file of annotations at a place."""
    if place.is_file() or (place / "annotations.json").exists():
        return place if place.is_file() else place / "annotations.json"
    files = sorted((place / "annotations").glob("instances_*.json"))
    if len(files) > 1:
        raise DataError(f"{place / 'annotations'} has {', '.join(file.name for file in files)}. Name one of them: {files[0]}")
    return files[0] if files else place / "annotations.json"


def _pictures(file: Path, first: str) -> Path:
    """The folder in which the first picture of a file of annotations lies."""
    beside, above = file.parent, file.parent.parent
    split = file.stem.removeprefix("instances_")
    folders = (beside / "images", beside, beside / split, above / split, above / "images", above / "images" / split)
    for folder in folders:
        if (folder / first).exists():
            return folder
    raise DataError(f"{file}: its first picture, {first}, is in none of {', '.join(map(str, folders))}. Put the pictures into the first of these.")


def _picture(folder: Path, image: dict, annotations: list[dict], index: dict[int, int]) -> Picture:
    width, height = image["width"], image["height"]
    x, y, w, h = np.array([annotation["bbox"] for annotation in annotations], np.float32).reshape(-1, 4).T
    return Picture(
        image["id"], folder / image["file_name"], width, height,
        np.stack((y / height, x / width, (y + h) / height, (x + w) / width), -1),
        np.array([index[annotation["category_id"]] for annotation in annotations], np.int64),
        np.array([bool(annotation.get("iscrowd", 0)) for annotation in annotations], bool),
        np.array([annotation.get("area", annotation["bbox"][2] * annotation["bbox"][3]) for annotation in annotations], np.float32))
