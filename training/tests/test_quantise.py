"""Folding, equalising, choosing ranges, rounding."""

import numpy as np
import pytest
import torch

from training.layers import Convolution
from training.quantise import execute, ranges
from training.quantise.equalise import equalise
from training.quantise.graph import Graph, Kind, Operation, Value
from training.quantise.integers import integer_weights, rounded
from training.quantise.sharing import groups
from training.quantise.trace import fold, trace
from training.ssd import Detector

SIZE = 64


@pytest.fixture(scope="module", params=["39ds", "68"])
def detector(request: pytest.FixtureRequest) -> Detector:
    """With batch normalisation that has seen something, so that folding has something to do."""
    torch.manual_seed(2)
    detector = Detector(request.param, 2, SIZE)
    with torch.no_grad():
        detector.train()(torch.rand(4, 3, SIZE, SIZE) * 2 - 1)
    return detector.eval()


@pytest.fixture
def picture() -> torch.Tensor:
    return torch.rand(1, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(4)) * 2 - 1


def test_a_folded_convolution_does_what_it_and_its_normalisation_did() -> None:
    torch.manual_seed(0)
    layer = Convolution(5, 7, 3, activation=False)
    x = torch.randn(2, 5, 9, 9)
    layer.train()(x)
    weights, bias = fold(layer.convolution, layer.norm)
    assert torch.allclose(torch.conv2d(x, weights, bias, padding=1), layer.eval()(x), atol=1e-5)


@torch.no_grad()
def test_the_graph_gives_what_the_detector_gives(detector: Detector, picture: torch.Tensor) -> None:
    graph = trace(detector)
    result = execute.run(graph, picture)
    encodings, logits = detector(picture)
    assert torch.allclose(result[graph.boxes], encodings, atol=1e-3)
    assert torch.allclose(result[graph.scores], torch.sigmoid(logits), atol=1e-4)


@torch.no_grad()
def test_equalising_changes_the_channels_and_not_the_result(picture: torch.Tensor) -> None:
    torch.manual_seed(2)
    detector = Detector("39ds", 2, SIZE)
    detector.train()(torch.rand(4, 3, SIZE, SIZE) * 2 - 1)
    graph = trace(detector)
    before = execute.run(graph, picture)
    assert equalise(graph, ranges.largest_magnitudes(graph, [picture])) > 20
    after = execute.run(graph, picture)
    assert torch.allclose(before[graph.boxes], after[graph.boxes], atol=1e-3)
    assert torch.allclose(before[graph.scores], after[graph.scores], atol=1e-4)


def test_what_is_concatenated_pooled_or_reshaped_shares_a_scale(detector: Detector) -> None:
    graph = trace(detector)
    group_of = {value: index for index, group in enumerate(groups(graph)) for value in group}
    for operation in graph.operations:
        if operation.kind in (Kind.CONCATENATION, Kind.MAX_POOL, Kind.RESHAPE):
            assert len({group_of[value] for value in [*operation.inputs, operation.output]}) == 1
    assert len({group_of[value] for value in (graph.input, graph.boxes, graph.logits, graph.scores)}) == 4


def test_weights_are_rounded_to_within_half_a_step_of_their_channel() -> None:
    random = np.random.default_rng(0)
    weights = (random.normal(size=(4, 3, 3, 8)) * np.array([1e-3, 0.1, 1, 50])[:, None, None, None]).astype(np.float32)
    operation = Operation(Kind.CONVOLUTION, [Value("in", ())], Value("out", ()), weights, np.ones(4, np.float32))
    integers = integer_weights(operation, execute.Scale(0.02, 0))
    errors = np.abs(integers.weights * integers.steps[:, None, None, None] - weights).max((1, 2, 3))
    assert (errors <= integers.steps * 0.5001).all()
    assert np.abs(integers.weights).max((1, 2, 3)).tolist() == [127] * 4


def test_a_channel_without_weights_keeps_its_bias() -> None:
    operation = Operation(Kind.CONVOLUTION, [Value("in", ())], Value("out", ()), np.zeros((1, 1, 1, 4), np.float32), np.array([3.0], np.float32))
    integers = integer_weights(operation, execute.Scale(0.02, 0))
    assert integers.bias[0] * integers.steps[0] * 0.02 == pytest.approx(3, rel=1e-4)


def test_a_scale_rounds_to_its_steps_and_clips_to_its_range() -> None:
    scale = execute.Scale(0.5, -128)
    assert scale.round(torch.tensor([-1.0, 0.0, 0.6, 300.0])).tolist() == [0, 0, 0.5, 127.5]


def test_a_lone_outlier_is_clipped_for_finer_steps() -> None:
    value, source = Value("out", (1, 1, 1_000_000, 1)), Value("in", (1, 1, 1_000_000, 1))
    passing = Operation(Kind.CONVOLUTION, [source], value, np.ones((1, 1, 1, 1), np.float32), np.zeros(1, np.float32))
    graph = Graph(source, [passing, Operation(Kind.CONVOLUTION, [value], boxes := Value("b", (1, 1, 1_000_000, 1)), passing.weights, passing.bias)], boxes)
    graph.logits = Value("l", boxes.shape)
    graph.operations.append(Operation(Kind.CONVOLUTION, [value], graph.logits, passing.weights, passing.bias))
    graph.scores = Value("s", boxes.shape)
    graph.operations.append(Operation(Kind.LOGISTIC, [graph.logits], graph.scores))
    x = torch.linspace(-1, 1, 1_000_000).reshape(1, 1, 1, -1)
    x[..., -1] = 2
    found = ranges.scales(graph, [x])[value]
    assert found.step * 255 < 2.3


@torch.no_grad()
def test_a_detector_that_is_sure_of_nothing_still_gets_steps_that_convolutions_can_make(picture: torch.Tensor) -> None:
    detector = Detector("39ds", 2, SIZE)
    for head in detector.heads:
        torch.nn.init.constant_(head.logits[-2].bias, -50)
    graph = trace(detector.eval())
    scales = ranges.scales(graph, [picture])
    for operation in graph.operations:
        if operation.is_convolution:
            source = scales[operation.inputs[0]]
            # XNNPACK's limit is 256.
            assert (source.step * integer_weights(operation, source).steps / scales[operation.output].step).max() < 256


@torch.no_grad()
def test_eight_bits_are_near_the_floats(detector: Detector, picture: torch.Tensor) -> None:
    graph = trace(detector)
    equalise(graph, ranges.largest_magnitudes(graph, [picture]))
    scales = ranges.scales(graph, [picture])
    exact = execute.run(graph, picture)
    rough = execute.run(rounded(graph, scales), picture, scales)
    assert (exact[graph.scores] - rough[graph.scores]).abs().max() < 0.02
