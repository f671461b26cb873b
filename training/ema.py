"""The mean of the weights over the last steps: steadier and better than the weights themselves."""

import copy

import torch
from torch import nn


class Average:
    """An exponential moving average of a model's weights and of batch normalisation's statistics."""

    def __init__(self, model: nn.Module, decay: float = 0.9995):
        self.model = copy.deepcopy(model).eval()
        self._decay = decay

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Takes in the weights after a step; step 0 is the first. Early on, where weights still move far, it forgets faster."""
        decay = min(self._decay, (1 + step) / (10 + step))
        averages, values = self.model.state_dict(), model.state_dict()
        floats = [name for name in averages if averages[name].is_floating_point()]
        torch._foreach_mul_([averages[name] for name in floats], decay)
        torch._foreach_add_([averages[name] for name in floats], [values[name] for name in floats], alpha=1 - decay)
