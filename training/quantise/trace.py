"""Reads the operations off a detector, with batch normalisation folded into the convolutions before it."""

import numpy as np
import torch
from torch import Tensor, fx, nn
from torch.fx.passes.shape_prop import ShapeProp

from training.layers import Convolution, MaxPool
from training.quantise.graph import Graph, Kind, Operation, Value
from training.ssd import Detector, PerAnchor


class _Tracer(fx.Tracer):
    """Looks into modules down to those that become one operation."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, (Convolution, MaxPool, PerAnchor, nn.Conv2d, nn.Identity))


def trace(detector: Detector) -> Graph:
    """The detector as a graph of operations, with the scores' logistic at its end."""
    detector = detector.eval()
    traced = fx.GraphModule(detector, _Tracer().trace(detector))
    ShapeProp(traced).propagate(torch.zeros(1, 3, detector.size, detector.size))
    graph: Graph | None = None
    values: dict[fx.Node, Value] = {}
    for node in traced.graph.nodes:
        if node.op == "placeholder":
            graph = Graph(_value(node, "image"))
            values[node] = graph.input
        elif node.op == "output":
            graph.boxes, graph.logits = (values[output] for output in node.args[0])
        elif node.op == "call_module" and isinstance(module := traced.get_submodule(node.target), nn.Identity):
            values[node] = values[node.args[0]]
        elif node.op == "call_module":
            values[node] = _value(node, node.target)
            graph.operations.append(_of_module(module, values[node.args[0]], values[node]))
        elif node.op == "call_function" and node.target is torch.cat:
            values[node] = _value(node, node.name)
            parts = [values[part] for part in node.args[0]]
            # Axis 1 is channels in a feature map, and anchors where predictions are listed.
            axis = 3 if len(values[node].shape) == 4 else 1
            graph.operations.append(Operation(Kind.CONCATENATION, parts, values[node], axis=axis))
        else:
            raise NotImplementedError(f"{node.op} {node.target}: no operation of the exported model does this.")
    graph.boxes.name, graph.logits.name = "box_encodings", "logits"
    graph.scores = Value("scores", graph.logits.shape)
    graph.operations.append(Operation(Kind.LOGISTIC, [graph.logits], graph.scores))
    return graph


def fold(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Weights [outputs, inputs / groups, kernel, kernel] and bias [outputs] of a convolution that also does what its batch normalisation did."""
    factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return convolution.weight * factor[:, None, None, None], norm.bias - norm.running_mean * factor


def _of_module(module: nn.Module, source: Value, output: Value) -> Operation:
    match module:
        case Convolution():
            weights, bias = fold(module.convolution, module.norm)
            return _convolution(module.convolution, weights, bias, source, output, module.activation)
        case nn.Conv2d():
            return _convolution(module, module.weight, module.bias, source, output, relu6=False)
        case MaxPool():
            return Operation(Kind.MAX_POOL, [source], output, kernel=module.kernel, stride=2)
        case PerAnchor():
            return Operation(Kind.RESHAPE, [source], output)
    raise NotImplementedError(f"{type(module).__name__}: no operation of the exported model does this.")


def _convolution(module: nn.Conv2d, weights: Tensor, bias: Tensor, source: Value, output: Value, relu6: bool) -> Operation:
    depthwise = module.groups > 1
    # From outputs, inputs, rows, columns.
    order = (1, 2, 3, 0) if depthwise else (0, 2, 3, 1)
    return Operation(
        Kind.DEPTHWISE if depthwise else Kind.CONVOLUTION, [source], output,
        weights.detach().permute(order).numpy().astype(np.float32), bias.detach().numpy().astype(np.float32),
        module.kernel_size[0], module.stride[0], relu6)


def _value(node: fx.Node, name: str) -> Value:
    shape = tuple(node.meta["tensor_meta"].shape)
    return Value(name, (shape[0], shape[2], shape[3], shape[1]) if len(shape) == 4 else shape)
