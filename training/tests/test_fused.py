"""Normalisation and ReLU6 in one give what PyTorch's own operations give."""

import copy
import shutil
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from training import fused
from training.layers import Convolution

needs_compiler = pytest.mark.skipif(fused._library() is None, reason="no C++ compiler")


def _error(found: Tensor, right: Tensor) -> float:
    return ((found.double() - right).abs().max() / right.abs().max()).item()


# Channels that divide a register's lanes and that do not, many and few, more and fewer elements than are taken at once.
@needs_compiler
@pytest.mark.parametrize("activation", (True, False))
@pytest.mark.parametrize(("type", "tolerance"), ((torch.float32, 1e-4), (torch.bfloat16, 8e-3)))
@pytest.mark.parametrize(("pictures", "channels", "side"), ((2, 24, 16), (3, 20, 7), (1, 26, 2), (2, 1024, 5), (2, 48, 33), (2, 3, 5)))
def test_forward_and_backward_are_those_of_pytorch_in_64_bits(
        pictures: int, channels: int, side: int, type: torch.dtype, tolerance: float, activation: bool) -> None:
    torch.manual_seed(channels)
    # Means far from zero beside the deviations, as they come in real networks.
    x = torch.randn(pictures, channels, side, side) * 3 + 10 * torch.randn(1, channels, 1, 1)
    x, gradient = x.to(type, memory_format=torch.channels_last), torch.randn_like(x).to(type)
    right = nn.BatchNorm2d(channels).double()
    nn.init.uniform_(right.weight, 0.5, 3)
    nn.init.normal_(right.bias, 1, 2)
    found = copy.deepcopy(right).float()

    right_x = x.double().requires_grad_()
    right_y = right(right_x).clamp(0, 6) if activation else right(right_x)
    right_y.backward(gradient.double())
    found_x = x.requires_grad_()
    found_y = fused.normalise(found_x, found, activation)
    found_y.backward(gradient)

    assert found_y.dtype == type
    for pair in (
            (found_y, right_y), (found_x.grad, right_x.grad), (found.weight.grad, right.weight.grad), (found.bias.grad, right.bias.grad),
            (found.running_mean, right.running_mean), (found.running_var, right.running_var)):
        assert _error(*pair) < tolerance


@needs_compiler
def test_a_gradient_that_is_a_part_of_a_larger_one_is_taken_as_it_lies() -> None:
    x = torch.randn(2, 24, 8, 8).to(memory_format=torch.channels_last)
    # As behind a concatenation: some of the channels of a tensor, whose rows are therefore apart.
    whole = torch.randn(2, 40, 8, 8).to(memory_format=torch.channels_last)
    gradients = []
    for gradient in (whole[:, 10:34], whole[:, 10:34].clone()):
        taken = x.clone().requires_grad_()
        fused.normalise(taken, nn.BatchNorm2d(24), True).backward(gradient)
        gradients.append(taken.grad)
    assert torch.equal(*gradients)


def test_without_a_compiler_pytorch_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    x, layer = torch.randn(2, 8, 6, 6).to(memory_format=torch.channels_last), Convolution(8, 12)
    with_it = copy.deepcopy(layer)(x)
    monkeypatch.setattr(fused, "_library", lambda: None)
    assert torch.allclose(with_it, layer(x), atol=1e-5)


@pytest.mark.skipif(shutil.which(fused._COMPILER) is None, reason="no C++ compiler")
def test_what_does_not_compile_is_told_and_done_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "fused.cpp"
    source.write_text("this is not C++")
    monkeypatch.setattr(fused, "_SOURCE", source)
    assert fused._library.__wrapped__() is None
    assert "cannot be compiled" in (told := capsys.readouterr().err) and "error" in told


def test_a_missing_compiler_is_told_and_done_without(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(fused, "_COMPILER", "no-such-compiler")
    assert fused._library.__wrapped__() is None
    assert "no-such-compiler: install it" in capsys.readouterr().err
