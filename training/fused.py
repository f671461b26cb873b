"""Batch normalisation and ReLU6 in one pass over memory, on processors: half of a training step otherwise goes there.

`fused.cpp` is compiled on first use, for the processor at hand; where there is no C++ compiler, or the network is on a GPU, PyTorch's
own operations do the same.
"""

import ctypes
import functools
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import torch
from torch import Tensor, nn

_SOURCE = Path(__file__).with_suffix(".cpp")
_COMPILER = "g++"
_OPTIONS = ("-std=c++17", "-O3", "-march=native", "-mprefer-vector-width=512", "-fno-math-errno", "-fno-trapping-math", "-fopenmp", "-fPIC", "-shared")
_TYPES = {torch.float32: "float32", torch.bfloat16: "bfloat16"}


def applies(x: Tensor, norm: nn.BatchNorm2d) -> bool:
    """Whether `normalise` can take the place of the normalisation of x [N, C, H, W]."""
    return norm.training and x.device.type == "cpu" and x.dtype in _TYPES and _library() is not None


def normalise(x: Tensor, norm: nn.BatchNorm2d, activation: bool) -> Tensor:
    """What `norm` makes of x [N, C, H, W] while training, with its running statistics brought forward, and ReLU6 of it if asked for."""
    y, mean, variance = _Normalise.apply(x, norm.weight, norm.bias, norm.running_mean, norm.eps, activation)
    values = x.numel() // x.shape[1]
    norm.running_mean.lerp_(mean, norm.momentum)
    norm.running_var.lerp_(variance * (values / max(1, values - 1)), norm.momentum)
    return y


class _Normalise(torch.autograd.Function):

    @staticmethod
    def forward(
            ctx: torch.autograd.function.FunctionCtx, x: Tensor, weight: Tensor, bias: Tensor, guess: Tensor, epsilon: float, activation: bool
    ) -> tuple[Tensor, Tensor, Tensor]:
        """`guess`: what the means are about, for the sake of precision. Returns the output, and the mean and variance of each channel."""
        x = x.contiguous(memory_format=torch.channels_last)
        y, mean, variance = torch.empty_like(x), torch.empty_like(weight), torch.empty_like(weight)
        _call("forward", x, x, y, *_shape(x), weight, bias, guess, ctypes.c_float(epsilon), ctypes.c_int(activation), mean, variance)
        ctx.save_for_backward(x, weight, bias, mean, variance)
        ctx.epsilon, ctx.activation = epsilon, activation
        ctx.mark_non_differentiable(mean, variance)
        return y, mean, variance

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, gradient: Tensor, *_: Tensor) -> tuple[Tensor | None, ...]:
        x, weight, bias, mean, variance = ctx.saved_tensors
        gradient = gradient.contiguous(memory_format=torch.channels_last)
        x_gradient, weight_gradient, bias_gradient = torch.empty_like(x), torch.empty_like(weight), torch.empty_like(bias)
        _call(
            "backward", x, x, gradient, x_gradient, *_shape(x), weight, bias, ctypes.c_float(ctx.epsilon), ctypes.c_int(ctx.activation),
            mean, variance, weight_gradient, bias_gradient)
        return x_gradient, weight_gradient, bias_gradient, None, None, None


def _shape(x: Tensor) -> tuple[ctypes.c_long, ctypes.c_int]:
    return ctypes.c_long(x.numel() // x.shape[1]), ctypes.c_int(x.shape[1])


def _call(name: str, typed: Tensor, *arguments: Tensor | ctypes._SimpleCData) -> None:
    pointers = (ctypes.c_void_p(argument.data_ptr()) if isinstance(argument, Tensor) else argument for argument in arguments)
    getattr(_library(), f"{name}_{_TYPES[typed.dtype]}")(*pointers)


@functools.cache
def _library() -> ctypes.CDLL | None:
    """The compiled `fused.cpp`, or nothing where it cannot be compiled."""
    compiler = shutil.which(_COMPILER)
    if compiler is None:
        return None
    path = _SOURCE.parent / "work" / f"fused-{_fingerprint(compiler)}.so"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        result = subprocess.run([compiler, *_OPTIONS, str(_SOURCE), "-o", str(unfinished)], capture_output=True, text=True, check=False)
        if result.returncode != 0:
            print(f"training: {_SOURCE.name} does not compile, and training goes on at half the speed:\n{result.stderr}", file=sys.stderr)
            return None
        unfinished.rename(path)
    return ctypes.CDLL(str(path))


def _fingerprint(compiler: str) -> str:
    """Of all that the compiled code depends on: the source, the compiler, and the processor that it is for."""
    target = subprocess.run([compiler, "-march=native", "-Q", "--help=target", "-v"], capture_output=True, check=False)
    return hashlib.sha256(_SOURCE.read_bytes() + target.stdout + " ".join(_OPTIONS).encode()).hexdigest()[:12]
