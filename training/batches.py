"""Batches of augmented pictures, made on a thread of their own while the network trains on the one before."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor

from training import coco
from training.augment import augment
from training.loss import Truth

# Batches made ahead. More only takes memory: making one takes a tenth of the time of training on it.
_AHEAD = 3

# Of an object that a crop leaves less of, it is doubtful whether it is to be found.
_LEAST_LEFT = 0.35


@dataclass(frozen=True)
class Batch:
    """pictures [N, 3, size, size] uint8, channels last in memory, and the truth of each."""

    pictures: Tensor
    truths: list[Truth]


def normalise(pictures: Tensor) -> Tensor:
    """Pixels [N, 3, H, W] uint8 as the network takes them: (pixel - 128) / 128, which an int8 input holds exactly."""
    return (pictures.float() - 128) / 128


class Batches:
    """The batches of a run, from any step on: what a step sees depends on the seed and the step alone, so a resumed run repeats."""

    def __init__(self, data: coco.DataSet, pixels: np.ndarray, batch: int, seed: int):
        self._data, self._pixels, self._batch, self._seed = data, pixels, batch, seed
        self.steps_per_epoch = len(data.pictures) // batch
        if self.steps_per_epoch == 0:
            raise coco.DataError(f"{len(data.pictures)} pictures do not fill a batch of {batch}. Use --batch, or more pictures.")

    def from_step(self, first: int, last: int) -> Iterator[Batch]:
        """The batches of the steps first to last - 1."""
        ready: queue.Queue[Batch | BaseException] = queue.Queue(_AHEAD)
        stop = threading.Event()

        def put(item: Batch | BaseException) -> bool:
            while not stop.is_set():
                try:
                    ready.put(item, timeout=0.5)
                    return True
                except queue.Full:
                    continue
            return False

        def make() -> None:
            # OpenCV's own threads would take cores from the network.
            cv2.setNumThreads(1)
            try:
                for step in range(first, last):
                    if not put(self.at(step)):
                        return
            except BaseException as failure:  # told to the thread that waits for the batch
                put(failure)

        threading.Thread(target=make, daemon=True, name="batches").start()
        try:
            for _ in range(first, last):
                item = ready.get()
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            stop.set()

    def at(self, step: int) -> Batch:
        """The batch of a step."""
        epoch, place = divmod(step, self.steps_per_epoch)
        order = np.random.default_rng((self._seed, epoch)).permutation(len(self._data.pictures))
        pictures, truths = [], []
        for position in range(place * self._batch, (place + 1) * self._batch):
            index = order[position]
            picture, truth = self._version(index, np.random.default_rng((self._seed, epoch, position)))
            pictures.append(picture)
            truths.append(truth)
        return Batch(torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2), truths)

    def _version(self, index: int, random: np.random.Generator) -> tuple[np.ndarray, Truth]:
        source = self._data.pictures[index]
        picture, boxes, left = augment(self._pixels[index], source.boxes, random)
        asked = ~source.crowd & (left >= _LEAST_LEFT)
        doubtful = ~asked & (left > 0)
        boxes, classes = torch.from_numpy(boxes), torch.from_numpy(source.classes)
        return picture, Truth(boxes[asked], classes[asked], boxes[doubtful], classes[doubtful])
