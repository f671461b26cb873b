"""The backbones are those of the paper: as large, as costly, linked as drawn there."""

import pytest
import torch
from torch import nn

from training import counts
from training.hardnet import ARCHITECTURES, HarDNet, _links


class Classifier(nn.Module):
    """What the paper's table counts: the backbone, global average pooling, and a thousand classes."""

    def __init__(self, backbone: HarDNet):
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(backbone.feature_channels[-1], 1000)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.backbone(x)[-1].mean((2, 3)))


# Millions of parameters, and 10^9 multiply-accumulates at 224 x 224, as arXiv 1909.00948 prints them. Its multiply-accumulates
# are up to 2.5 % above those of the convolutions and the classifier, which are what is counted here.
@pytest.mark.parametrize("name, millions, giga", [("39ds", 3.5, 0.44), ("68ds", 4.2, 0.8), ("68", 17.6, 4.3), ("85", 36.7, 9.1)])
def test_parameters_and_multiply_accumulates_are_those_of_the_paper(name: str, millions: float, giga: float) -> None:
    network = Classifier(HarDNet(ARCHITECTURES[name]))
    assert counts.parameters(network) / 1e6 == pytest.approx(millions, abs=0.05)
    assert counts.multiply_accumulates(network, 224) / 1e9 == pytest.approx(giga, rel=0.035)


def test_layers_are_linked_harmonically() -> None:
    assert [_links(k) for k in (1, 2, 3, 4, 6, 8)] == [[0], [1, 0], [2], [3, 2, 0], [5, 4], [7, 6, 4, 0]]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_features_come_at_strides_8_16_and_32(name: str) -> None:
    features = HarDNet(ARCHITECTURES[name]).eval()(torch.zeros(1, 3, 64, 64))
    assert [feature.shape[-1] for feature in features] == [8, 4, 2]
