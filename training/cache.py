"""Pictures decoded once: a file of raw pixels at the network's size, mapped into memory, so that an epoch decodes nothing."""

import argparse
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from training import coco
from training.progress import Progress


def add_option(parser: argparse.ArgumentParser) -> None:
    """The option of every command that reads whole data sets."""
    parser.add_argument("--cache", type=Path, help="where decoded pictures are kept (default: cache/ in the data set's folder)")


def of_folder(data: coco.DataSet, folder: Path, size: int, options: argparse.Namespace) -> np.ndarray:
    """The pixels of the data set at a place, kept where the options say."""
    place = options.cache or (folder if folder.is_dir() else folder.parent) / "cache"
    try:
        return pixels(data, place, size, options.threads)
    except OSError as failure:
        raise coco.DataError(f"{place} cannot be written: {failure.strerror}. Use --cache.") from failure


def pixels(data: coco.DataSet, folder: Path, size: int, threads: int = 2) -> np.ndarray:
    """[pictures, size, size, 3] uint8, RGB, stretched as the host stretches frames. Made in `folder` when it is not there yet."""
    path = folder / f"pixels-{size}-{_fingerprint(data)}.npy"
    shape = (len(data.pictures), size, size, 3)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        array = np.lib.format.open_memmap(unfinished, "w+", np.uint8, shape)
        progress = Progress("decoding", len(data.pictures))
        with ThreadPoolExecutor(threads) as pool:
            for index, picture in enumerate(pool.map(lambda picture: load(picture.path, size), data.pictures)):
                array[index] = picture
                progress.at(index + 1)
        progress.close()
        array.flush()
        del array
        # Under its name only when it is whole: a run that was cut starts it again.
        unfinished.rename(path)
    return np.load(path, mmap_mode="r")


def load(path: Path, size: int) -> np.ndarray:
    """[size, size, 3] uint8, RGB: a picture stretched bilinearly, as the host does by default."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise coco.DataError(f"{path} is missing or no picture.")
    return cv2.cvtColor(cv2.resize(picture, (size, size), interpolation=cv2.INTER_LINEAR), cv2.COLOR_BGR2RGB)


def _fingerprint(data: coco.DataSet) -> str:
    digest = hashlib.sha256()
    for picture in data.pictures:
        try:
            stamp = picture.path.stat()
        except OSError:
            raise coco.DataError(f"{picture.path} is missing.") from None
        digest.update(f"{picture.path.name} {stamp.st_size} {stamp.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]
