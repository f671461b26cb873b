"""Batch normalisation and ReLU6 in one, on processors: half of a training step otherwise goes to reading and writing memory for them.

`fused.cpp` is compiled on first use, for the processor at hand; where there is no C++ compiler, or the network is on a GPU, PyTorch's
own operations do the same.
"""

import ctypes
import functools
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import torch
from torch import Tensor, nn

_SOURCE = Path(__file__).with_suffix(".cpp")
_COMPILER = "g++"
_OPTIONS = ["-std=c++17", "-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", "-fopenmp", "-fPIC", "-shared"]
if platform.machine() == "x86_64":
    # GCC halves the widest registers' use, for processors that slow down with them; memory is what is waited for here.
    _OPTIONS.append("-mprefer-vector-width=512")
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


def _shape(x: Tensor) -> tuple[ctypes.c_long, ctypes.c_int, ctypes.c_int]:
    """Rows, channels, and the threads to use: PyTorch's, which a second OpenMP library would not know of."""
    return ctypes.c_long(x.numel() // x.shape[1]), ctypes.c_int(x.shape[1]), ctypes.c_int(torch.get_num_threads())


def _call(name: str, typed: Tensor, *arguments: Tensor | ctypes._SimpleCData) -> None:
    pointers = (ctypes.c_void_p(argument.data_ptr()) if isinstance(argument, Tensor) else argument for argument in arguments)
    getattr(_library(), f"{name}_{_TYPES[typed.dtype]}")(*pointers)


@functools.cache
def _library() -> ctypes.CDLL | None:
    """The compiled `fused.cpp`, or nothing where it cannot be compiled, which is said."""
    try:
        return ctypes.CDLL(str(_compiled()))
    except (OSError, subprocess.CalledProcessError) as failure:
        reason = failure.stderr if isinstance(failure, subprocess.CalledProcessError) else failure
        print(f"training: {_SOURCE.name} cannot be compiled, so a step takes twice as long. {reason}", file=sys.stderr)
        return None


def _compiled() -> Path:
    if shutil.which(_COMPILER) is None:
        raise FileNotFoundError(f"There is no {_COMPILER}: install it.")
    path = _SOURCE.parent / "work" / f"fused-{_fingerprint()}.so"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        # Of its own, should two begin at once.
        unfinished = path.with_suffix(f".{os.getpid()}")
        subprocess.run([_COMPILER, *_OPTIONS, str(_SOURCE), "-o", str(unfinished)], capture_output=True, text=True, check=True)
        unfinished.rename(path)
    return path


def _fingerprint() -> str:
    """Of all that the compiled code depends on: the source, the compiler, and the processor that it is for."""
    about = [subprocess.run([_COMPILER, *asked], capture_output=True, check=True).stdout for asked in (["--version"], ["-march=native", "-Q", "--help=target"])]
    return hashlib.sha256(b"".join([_SOURCE.read_bytes(), *about, " ".join(_OPTIONS).encode()])).hexdigest()[:12]
