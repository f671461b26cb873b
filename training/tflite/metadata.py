"""TensorFlow Lite metadata: what the model is, and its labels and anchors as files inside it.

Tables of tensorflow/lite/schema metadata_schema.fbs; the files lie in a ZIP archive behind the flatbuffer, as the format has it, so
that `unzip model.tflite` gives them.
"""

import io
import zipfile

import numpy as np

from training.tflite.builder import Scalar, Table, serialise

# The blob's name in the model, under which readers look for it.
NAME = "TFLITE_METADATA"
_IDENTIFIER = b"M001"
_LABELS_OF_VALUES = Scalar("int8", 3)
_IMAGE_PROPERTIES = Scalar("uint8", 2)
_RGB = Scalar("int8", 1)
_NORMALISATION = Scalar("uint8", 1)

LABELS_FILE, ANCHORS_FILE = "labels.txt", "anchors.csv"


def describe(name: str, description: str, version: str) -> bytes:
    """`ModelMetadata`: RGB input that stands for (pixel - 128) / 128, the four outputs, and which file names the classes."""
    normalisation = Table({0: _NORMALISATION, 1: Table({0: np.array([128], np.float32), 1: np.array([128], np.float32)})})
    picture = Table({0: "image", 1: "RGB, stretched to the input's size", 3: Table({0: _IMAGE_PROPERTIES, 1: Table({0: _RGB})}), 4: [normalisation]})
    labels = Table({0: LABELS_FILE, 1: "names of the classes, one a line", 2: _LABELS_OF_VALUES})
    outputs = [
        Table({0: "location", 1: "ymin, xmin, ymax, xmax, relative"}), Table({0: "category", 1: "class numbers", 6: [labels]}),
        Table({0: "score", 1: "0 to 1"}), Table({0: "number of detections", 1: "how many of them count"})]
    anchors = Table({0: ANCHORS_FILE, 1: "anchors, one a line: ycenter, xcenter, h, w, relative"})
    return serialise(Table({
        0: name, 1: description, 2: version, 3: [Table({2: [picture], 3: outputs})], 5: "Apache-2.0", 6: [anchors], 7: "1.0.0",
    }), _IDENTIFIER)


def with_files(model: bytes, files: dict[str, str]) -> bytes:
    """The model with files behind it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as writer:
        for name, text in files.items():
            # A fixed date, so that the same model gives the same bytes.
            writer.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
    return model + archive.getvalue()
