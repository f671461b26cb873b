"""How large and how costly a network is."""

import torch
from torch import Tensor, nn


def parameters(model: nn.Module) -> int:
    """Trained numbers: weights, biases, and batch normalisation's scales and shifts."""
    return sum(parameter.numel() for parameter in model.parameters())


def multiply_accumulates(model: nn.Module, size: int) -> int:
    """Multiply-accumulate operations of all convolutions and linear layers for one picture of size x size pixels."""
    total = 0

    def count(module: nn.Module, _: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        weights_per_output = module.weight[0].numel()
        total += output[0].numel() * weights_per_output

    hooks = [module.register_forward_hook(count) for module in model.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    training = model.training
    try:
        with torch.no_grad():
            model.eval()(torch.zeros(1, 3, size, size))
    finally:
        model.train(training)
        for hook in hooks:
            hook.remove()
    return total
