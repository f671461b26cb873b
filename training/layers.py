"""The two building blocks of every network here, padded as TensorFlow Lite pads, so that export changes nothing."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training import fused


class Convolution(nn.Module):
    """A convolution, batch normalisation and, unless told otherwise, ReLU6.

    Input [N, inputs, H, W], output [N, outputs, ceil(H / stride), ceil(W / stride)], padded with zeros as TensorFlow's SAME.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int = 3, stride: int = 1, *, depthwise: bool = False, activation: bool = True):
        super().__init__()
        groups = inputs if depthwise else 1
        self.activation = activation
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, padding=0 if stride == 2 else kernel // 2, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        if self.convolution.stride == (2, 2):
            # SAME pads an even side behind only, where PyTorch's own padding would pad both ends.
            front = x.shape[-1] % 2
            x = functional.pad(x, (front, 1, front, 1))
        x = self.convolution(x)
        if fused.applies(x, self.norm):
            return fused.normalise(x, self.norm, self.activation)
        x = self.norm(x)
        return _ReLU6.apply(x) if self.activation else x


class _ReLU6(torch.autograd.Function):
    """ReLU6 in place. PyTorch's own cannot go backward in 16-bit floats on a processor (as of 1.13)."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, x: Tensor) -> Tensor:
        ctx.mark_dirty(x)
        x.clamp_(0, 6)
        ctx.save_for_backward(x)
        return x

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, gradient: Tensor) -> Tensor:
        y, = ctx.saved_tensors
        above = torch.ops.aten.threshold_backward(gradient, y, 0)
        return torch.ops.aten.threshold_backward(above, 6 - y, 0)


class MaxPool(nn.Module):
    """The maximum over kernel x kernel pixels, every second one; TensorFlow's SAME. Input [N, C, H, W], output [N, C, H/2, W/2]."""

    def __init__(self, kernel: int):
        super().__init__()
        self.kernel = kernel

    def forward(self, x: Tensor) -> Tensor:
        # Ceiling mode lets the last window reach over the edge, which is what SAME does on an even side.
        return torch.max_pool2d(x, self.kernel, stride=2, ceil_mode=True)
