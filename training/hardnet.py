"""HarDNet: a low memory traffic network (Chao et al., ICCV 2019, https://arxiv.org/abs/1909.00948).

Every variant is one `Architecture`; the rules of how layers are linked and how wide they are stand once, in `HarmonicBlock`.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.layers import Convolution, MaxPool


@dataclass(frozen=True)
class Stage:
    """A harmonic block, a 1x1 convolution behind it, and whether the picture is halved then."""

    layers: int
    growth: int
    channels: int
    downsample: bool = False


@dataclass(frozen=True)
class Architecture:
    """One line of the paper's table 'Detailed implementation parameters'."""

    stem: tuple[int, int]
    multiplier: float
    stages: tuple[Stage, ...]
    # "DS": 3x3 convolutions become a 1x1 and a depthwise 3x3 one, and depthwise convolutions halve the picture.
    depthwise: bool = False


_STAGES_68 = (
    Stage(8, 14, 128, downsample=True),
    Stage(16, 16, 256),
    Stage(16, 20, 320, downsample=True),
    Stage(16, 40, 640, downsample=True),
    Stage(4, 160, 1024),
)

ARCHITECTURES = {
    "39ds": Architecture((24, 48), 1.6, depthwise=True, stages=(
        Stage(4, 16, 96, downsample=True),
        Stage(16, 20, 320, downsample=True),
        Stage(8, 64, 640, downsample=True),
        Stage(4, 160, 1024),
    )),
    "68ds": Architecture((32, 64), 1.7, _STAGES_68, depthwise=True),
    "68": Architecture((32, 64), 1.7, _STAGES_68),
    "85": Architecture((48, 96), 1.7, (
        Stage(8, 24, 192, downsample=True),
        Stage(16, 24, 256),
        Stage(16, 28, 320, downsample=True),
        Stage(16, 36, 480),
        Stage(16, 48, 720, downsample=True),
        Stage(4, 256, 1280),
    )),
}


class HarDNet(nn.Module):
    """The backbone. Input [N, 3, H, W]; output the features at strides 8, 16 and 32, finest first."""

    def __init__(self, architecture: Architecture):
        super().__init__()
        first, channels = architecture.stem
        depthwise = architecture.depthwise
        self.stem = nn.Sequential(
            Convolution(3, first, 3, stride=2),
            Convolution(first, channels, 1 if depthwise else 3),
            _halve(channels, 3, depthwise),
        )
        self.stages = nn.ModuleList()
        self.downsamples = nn.ModuleList()
        self.feature_stages: list[int] = []
        stride = 4
        for index, stage in enumerate(architecture.stages):
            block = HarmonicBlock(channels, stage.growth, architecture.multiplier, stage.layers, depthwise)
            self.stages.append(nn.Sequential(block, Convolution(block.channels, stage.channels, 1)))
            channels = stage.channels
            last = index == len(architecture.stages) - 1
            if stride >= 8 and (stage.downsample or last):
                self.feature_stages.append(index)
            self.downsamples.append(_halve(channels, 2, depthwise) if stage.downsample else nn.Identity())
            stride *= 2 if stage.downsample else 1
        self.feature_channels = [architecture.stages[index].channels for index in self.feature_stages]

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.stem(x)
        features = []
        for index, (stage, downsample) in enumerate(zip(self.stages, self.downsamples)):
            x = stage(x)
            if index in self.feature_stages:
                features.append(x)
            x = downsample(x)
        return features


class HarmonicBlock(nn.Module):
    """Layer k takes the outputs of the layers k - 2^n for every 2^n that divides k, and is wider the more of these there are.

    Input [N, inputs, H, W]; output [N, channels, H, W], the odd layers and the last one side by side.
    """

    def __init__(self, inputs: int, growth: int, multiplier: float, layers: int, depthwise: bool):
        super().__init__()
        widths = [inputs] + [_width(k, growth, multiplier) for k in range(1, layers + 1)]
        self.links = [_links(k) for k in range(1, layers + 1)]
        self.layers = nn.ModuleList(
            _layer(sum(widths[link] for link in links), width, depthwise) for links, width in zip(self.links, widths[1:]))
        self.kept = [k for k in range(1, layers + 1) if k % 2 == 1 or k == layers]
        self.channels = sum(widths[k] for k in self.kept)

    def forward(self, x: Tensor) -> Tensor:
        outputs = [x]
        for links, layer in zip(self.links, self.layers):
            outputs.append(layer(_concatenate([outputs[link] for link in links])))
        return _concatenate([outputs[k] for k in self.kept])


def _links(layer: int) -> list[int]:
    """The layers (0: the block's input) that a layer takes, the nearest first."""
    return [layer - 2 ** n for n in range(layer.bit_length()) if layer % 2 ** n == 0]


def _width(layer: int, growth: int, multiplier: float) -> int:
    """A layer's channels: growth x multiplier^n for the largest 2^n that divides its number, made even."""
    power = len(_links(layer)) - 1
    return int(growth * multiplier ** power + 1) // 2 * 2


def _layer(inputs: int, outputs: int, depthwise: bool) -> nn.Module:
    if not depthwise:
        return Convolution(inputs, outputs, 3)
    return nn.Sequential(Convolution(inputs, outputs, 1), Convolution(outputs, outputs, 3, depthwise=True, activation=False))


def _halve(channels: int, kernel: int, depthwise: bool) -> nn.Module:
    return Convolution(channels, channels, 3, stride=2, depthwise=True, activation=False) if depthwise else MaxPool(kernel)


def _concatenate(parts: list[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.cat(parts, 1)
