"""Compares the 8-bit model with the float one, layer by layer, to find what rounding breaks.

    python3 -m training.compare --model runs/39ds/best.pt --data data/street-test

For each operation the signal-to-noise ratio in decibels: of its own rounding alone (its inputs in floats), and of all that came before
it too. Every 6 dB are a factor of two. Below about 20 dB something is wrong; the worst are marked.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from training import checkpoint, coco, processor
from training.export import Quantised, calibration, quantise
from training.quantise.execute import compute, run
from training.quantise.graph import Kind, Value
from training.quantise.integers import rounded, rounded_operation

# Fewer decibels than this are marked.
_SUSPICIOUS = 20.0


@dataclass(frozen=True)
class Noise:
    """One operation's signal-to-noise ratios in decibels."""

    name: str
    kind: Kind
    own: float
    total: float


def compare(quantised: Quantised, pictures: list[Tensor]) -> list[Noise]:
    """The noise behind each operation, over pictures [1, 3, size, size]."""
    graph, scales = quantised.graph, quantised.scales
    integer_graph = rounded(graph, scales)
    signal: dict[Value, float] = {}
    own: dict[Value, float] = {}
    total: dict[Value, float] = {}

    def add(sums: dict[Value, float], value: Value, x: Tensor) -> None:
        sums[value] = sums.get(value, 0.0) + float((x.double() ** 2).sum())

    for picture in pictures:
        exact: dict[Value, Tensor] = {}
        run(graph, picture, observe=exact.__setitem__)
        rough: dict[Value, Tensor] = {}
        run(integer_graph, picture, scales, observe=rough.__setitem__)
        for operation in graph.operations:
            value = operation.output
            inputs = [scales[source].round(exact[source]) for source in operation.inputs]
            alone = scales[value].round(compute(rounded_operation(operation, scales[operation.inputs[0]]), inputs))
            add(signal, value, exact[value])
            add(own, value, alone - exact[value])
            add(total, value, rough[value] - exact[value])
    return [
        Noise(value.name, operation.kind, _decibels(signal[value], own[value]), _decibels(signal[value], total[value]))
        for operation in graph.operations for value in [operation.output]]


def _decibels(signal: float, noise: float) -> float:
    return float(10 * torch.log10(torch.tensor(max(signal, 1e-12) / max(noise, 1e-12))))


def as_table(noises: list[Noise]) -> str:
    """One line an operation."""
    lines = [f"{'operation':<52}{'kind':<24}{'own dB':>8}{'total dB':>10}"]
    for noise in noises:
        mark = "  <" if min(noise.own, noise.total) < _SUSPICIOUS else ""
        lines.append(f"{noise.name:<52}{noise.kind.value:<24}{noise.own:>8.1f}{noise.total:>10.1f}{mark}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m training.compare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="best.pt of a run")
    parser.add_argument("--data", type=Path, required=True, help="a folder in COCO's format")
    parser.add_argument("--pictures", type=int, default=64, help="by how many the ranges are chosen, as in export (default: 64)")
    parser.add_argument("--compared", type=int, default=8, help="how many are compared (default: 8)")
    processor.add_options(parser)
    options = parser.parse_args()
    processor.prepare(options)
    trained = checkpoint.load_model(options.model)
    data = coco.read(options.data)
    quantised = quantise(trained, calibration(data, trained.detector.size, options.pictures))
    with torch.no_grad():
        print(as_table(compare(quantised, calibration(data, trained.detector.size, options.compared))))


if __name__ == "__main__":
    try:
        main()
    except coco.DataError as failure:
        sys.exit(f"training: {failure}")
