"""A single-shot detector (Liu et al. 2016) on a HarDNet: box encodings and class logits for every anchor, from five feature maps."""

import math

import torch
from torch import Tensor, nn

from training.anchors import LEVELS, Level, count
from training.hardnet import ARCHITECTURES, HarDNet
from training.layers import Convolution

# Channels of the feature maps behind the backbone, at strides 64 and 128.
_EXTRA_CHANNELS = (256, 256)

# Channels inside the heads. The depthwise variants' are narrower, to stay in proportion.
_HEAD_CHANNELS = {True: 96, False: 128}

# An untrained network takes every anchor for background with this certainty, or the thousands of background anchors drown
# the few others in the first steps (Lin et al. 2017).
_PRIOR = 0.01


class Detector(nn.Module):
    """Input [N, 3, size, size]; outputs box encodings [N, anchors, 4] and class logits [N, anchors, classes].

    Pixels come as (pixel - 128) / 128, RGB. Classes are told apart by one logistic each, without a class for background:
    XNNPACK runs a logistic in 8 bits, and not a softmax.
    """

    def __init__(self, variant: str, classes: int, size: int):
        super().__init__()
        self.variant, self.classes, self.size = variant, classes, size
        architecture = ARCHITECTURES[variant]
        depthwise = architecture.depthwise
        self.backbone = HarDNet(architecture)
        channels = list(self.backbone.feature_channels)
        self.extras = nn.ModuleList()
        for extra in _EXTRA_CHANNELS:
            self.extras.append(nn.Sequential(Convolution(channels[-1], extra // 2, 1), _convolution(extra // 2, extra, depthwise, stride=2)))
            channels.append(extra)
        self.heads = nn.ModuleList(
            Head(inputs, _HEAD_CHANNELS[depthwise], classes, level, size, depthwise)
            for inputs, level in zip(channels, LEVELS))
        _initialise(self)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.backbone(x)
        for extra in self.extras:
            features.append(extra(features[-1]))
        predictions = [head(feature) for head, feature in zip(self.heads, features)]
        return torch.cat([boxes for boxes, _ in predictions], 1), torch.cat([logits for _, logits in predictions], 1)


class Head(nn.Module):
    """Input [N, inputs, H, W]; outputs [N, anchors, 4] and [N, anchors, classes]. What and where have a convolution each of their own."""

    def __init__(self, inputs: int, channels: int, classes: int, level: Level, size: int, depthwise: bool):
        super().__init__()
        anchors, shapes = count(level, size), len(level.shapes)
        self.reduce = Convolution(inputs, channels, 1)
        self.boxes = nn.Sequential(
            _convolution(channels, channels, depthwise), nn.Conv2d(channels, shapes * 4, 1), PerAnchor(anchors, 4))
        self.logits = nn.Sequential(
            _convolution(channels, channels, depthwise), nn.Conv2d(channels, shapes * classes, 1), PerAnchor(anchors, classes))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        x = self.reduce(x)
        return self.boxes(x), self.logits(x)


class PerAnchor(nn.Module):
    """[N, shapes x values, H, W] to [N, anchors, values]; in TensorFlow Lite's channels-last order a plain reshape."""

    def __init__(self, anchors: int, values: int):
        super().__init__()
        self.anchors, self.values = anchors, values

    def forward(self, x: Tensor) -> Tensor:
        return x.permute(0, 2, 3, 1).reshape(-1, self.anchors, self.values)


def _convolution(inputs: int, outputs: int, depthwise: bool, stride: int = 1) -> nn.Module:
    if not depthwise:
        return Convolution(inputs, outputs, 3, stride)
    return nn.Sequential(Convolution(inputs, inputs, 3, stride, depthwise=True), Convolution(inputs, outputs, 1))


def _initialise(detector: Detector) -> None:
    for module in detector.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out" if module.groups == 1 else "fan_in", nonlinearity="relu")
    for head in detector.heads:
        for branch, bias in ((head.boxes, 0.0), (head.logits, -math.log((1 - _PRIOR) / _PRIOR))):
            nn.init.normal_(branch[-2].weight, std=0.01)
            nn.init.constant_(branch[-2].bias, bias)
