"""How a machine is used well: which device, how many threads, which precision, and memory that is kept."""

import argparse
import ctypes
import os
from contextlib import nullcontext
from pathlib import Path
from typing import ContextManager

import torch

# glibc's mallopt: what is freed stays with the process. By default every large tensor is fresh memory from the kernel, whose
# pages fault in one by one: a third of a training step.
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3
_NEVER = 2 ** 31 - 4096


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of every command that computes."""
    parser.add_argument("--threads", type=positive, default=os.cpu_count(), help="processor cores to use (default: all)")
    parser.add_argument("--nice", type=int, default=0, metavar="N", help="give way to other programs: 0 (not at all) to 19")


def positive(text: str) -> int:
    """A number of an option that is 1 or more."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def prepare(options: argparse.Namespace) -> torch.device:
    """Applies the options; returns the device to compute on: CUDA's first where there is one."""
    os.nice(options.nice)
    torch.set_num_threads(options.threads)
    if hasattr(ctypes.CDLL(None), "mallopt"):
        for option, value in ((_M_MMAP_THRESHOLD, _NEVER), (_M_TRIM_THRESHOLD, _NEVER), (_M_TOP_PAD, 64 << 20)):
            ctypes.CDLL(None).mallopt(option, value)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def has_fast_bfloat16(device: torch.device) -> bool:
    """Whether the device multiplies 16-bit floats faster than 32-bit ones."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    try:
        return "avx512_bf16" in Path("/proc/cpuinfo").read_text(encoding="ascii")
    except OSError:
        return False


def precision(device: torch.device, bfloat16: bool) -> ContextManager:
    """Convolutions in 16 bits within it, or everything in 32."""
    return torch.autocast(device.type, torch.bfloat16) if bfloat16 else nullcontext()
