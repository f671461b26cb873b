"""Takes out of the biases what rounding adds on average (Nagel et al., ICCV 2019, section 4.2)."""

import torch
from torch import Tensor

from training.quantise.execute import Scale, compute
from training.quantise.graph import Graph, Value
from training.quantise.integers import rounded_operation


def correct_biases(graph: Graph, scales: dict[Value, Scale], pictures: list[Tensor]) -> None:
    """Shifts each convolution's bias so that each of its output channels has the mean that it has in floats, over pictures [1, 3, H, W].

    From the input on: a convolution's error is measured behind those that are corrected already. Exact where no ReLU6 clips, and
    nearly so elsewhere.
    """
    # All pictures go through each operation together, so that every operation runs once.
    exact: dict[Value, Tensor] = {graph.input: torch.cat(pictures)}
    rough: dict[Value, Tensor] = {graph.input: scales[graph.input].round(exact[graph.input])}
    feature_maps = [operation for operation in graph.operations if len(operation.output.shape) == 4]
    last_use = {value: operation for operation in feature_maps for value in operation.inputs}
    for operation in feature_maps:
        output, source = operation.output, scales[operation.inputs[0]]
        exact[output] = compute(operation, [exact[value] for value in operation.inputs])
        if operation.is_convolution:
            # Before its own rounding, whose clipping is meant.
            y = compute(rounded_operation(operation, source), [rough[operation.inputs[0]]])
            operation.bias = operation.bias - (y.mean((0, 2, 3)) - exact[output].mean((0, 2, 3))).numpy()
        y = compute(rounded_operation(operation, source), [rough[value] for value in operation.inputs])
        rough[output] = scales[output].round(y)
        for value in operation.inputs:
            if last_use[value] is operation:
                exact.pop(value, None)
                rough.pop(value, None)
