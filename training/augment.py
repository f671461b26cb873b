"""Makes of one picture many: mirrored, cropped or zoomed out, in other light, blurred, compressed.

All randomness comes from the generator that is passed in, so that a run repeats.
"""

import cv2
import numpy as np

# A crop shows from this to that part of the picture's sides; above 1 it shows grey around (Liu et al. 2016: zoom in and out).
_SIDE = (0.4, 1.2)
_SQUEEZE = (0.8, 1.25)

# Half of the pictures keep their framing: that is what the model will see.
_REFRAME = 0.5

_GREY = (128, 128, 128)


def augment(picture: np.ndarray, boxes: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A new version of a picture [H, W, 3] uint8 with boxes [G, 4] relative.

    Returns the picture, the boxes [G, 4] of what is left of the objects in it, and how much that is [G], from 0 to 1.
    """
    picture, boxes, left = _reframe(picture, boxes, random)
    picture = _colour(picture, random)
    if random.random() < 0.15:
        picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.4, 1.4))
    if random.random() < 0.15:
        picture = _noise(picture, random)
    if random.random() < 0.2:
        picture = _compress(picture, int(random.integers(25, 90)))
    return picture, boxes, left


def _reframe(picture: np.ndarray, boxes: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mirrors, and shows a part of the picture, or the picture in a larger grey one."""
    height, width = picture.shape[:2]
    mirrored = random.random() < 0.5
    y, x, sides_y, sides_x = 0.0, 0.0, 1.0, 1.0
    if random.random() < _REFRAME:
        side = np.exp(random.uniform(*np.log(_SIDE)))
        squeeze = np.exp(random.uniform(*np.log(_SQUEEZE)) / 2)
        sides_y, sides_x = side * squeeze, side / squeeze
        y, x = random.uniform(min(0, 1 - sides_y), max(0, 1 - sides_y)), random.uniform(min(0, 1 - sides_x), max(0, 1 - sides_x))
        # From the picture's pixels to the crop's.
        matrix = np.array([[1 / sides_x, 0, -x * width / sides_x], [0, 1 / sides_y, -y * height / sides_y]])
        picture = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=_GREY)
    moved = (boxes - (y, x, y, x)) / (sides_y, sides_x, sides_y, sides_x)
    clipped = moved.clip(0, 1)
    left = _area(clipped) / np.maximum(_area(moved), 1e-9)
    if mirrored:
        picture = cv2.flip(picture, 1)
        clipped = clipped[:, [0, 3, 2, 1]] * (1, -1, 1, -1) + (0, 1, 0, 1)
    return picture, clipped.astype(np.float32), left


def _area(boxes: np.ndarray) -> np.ndarray:
    return np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 0), -1)


def _colour(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Other light: brightness, contrast, gamma and a tint for each channel, and half of the time another saturation and hue."""
    values = np.linspace(0, 1, 256)[:, None]
    gain = np.exp(random.normal(0, 0.15)) * np.exp(random.normal(0, 0.06, 3))
    table = (values ** np.exp(random.normal(0, 0.15)) - 0.5) * gain + 0.5 + random.normal(0, 0.05)
    picture = cv2.LUT(picture, (table * 255).clip(0, 255).round().astype(np.uint8)[None])
    if random.random() < 0.5:
        hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
        shifts = np.arange(256)[:, None] * np.ones(3)
        # OpenCV counts hue from 0 to 179.
        shifts[:, 0] = (shifts[:, 0] + random.uniform(-15, 15)) % 180
        shifts[:, 1] *= random.uniform(0.3, 1.4)
        picture = cv2.cvtColor(cv2.LUT(hsv, shifts.clip(0, 255).astype(np.uint8)[None]), cv2.COLOR_HSV2RGB)
    return picture


def _noise(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    grain = np.empty(picture.shape, np.int16)
    cv2.setRNGSeed(int(random.integers(2 ** 31)))
    cv2.randn(grain, 0, random.uniform(2, 10))
    return cv2.add(picture, grain, dtype=cv2.CV_8U)


def _compress(picture: np.ndarray, quality: int) -> np.ndarray:
    # The channels' order does not matter to what compression does to them.
    _, data = cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))
    return cv2.imdecode(data, cv2.IMREAD_COLOR)
