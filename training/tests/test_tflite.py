"""The file that export writes: what is in it, and that this project's runtime gets out of it what the graph says."""

import io
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from training import anchors, export
from training.checkpoint import Trained
from training.postprocess import Rules, detections
from training.quantise import execute
from training.quantise.integers import integer_weights, rounded
from training.ssd import Detector
from training.tflite import reader
from training.tflite.builder import Scalar, Table, serialise
from training.tflite.schema import Builtin

SIZE = 64
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["39ds", "68"])
def exported(request: pytest.FixtureRequest) -> tuple[export.Quantised, bytes]:
    """A detector that nobody trained, with heads that say enough to be detections."""
    torch.manual_seed(3)
    detector = Detector(request.param, 2, SIZE)
    with torch.no_grad():
        detector.train()(torch.rand(8, 3, SIZE, SIZE) * 2 - 1)
        for head in detector.heads:
            torch.nn.init.normal_(head.logits[-2].weight, std=0.3)
            torch.nn.init.constant_(head.logits[-2].bias, -3)
    trained = Trained(detector.eval(), ["tall", "wide"], rounds=())
    quantised = export.quantise(trained, [torch.rand(1, 3, SIZE, SIZE) * 2 - 1 for _ in range(4)])
    return quantised, export.to_tflite(quantised, trained, "tiny")


def test_tables_come_back_as_they_were_written() -> None:
    content = serialise(Table({0: Scalar("uint32", 3), 3: "text", 4: [Table({0: b"\x01\x02\x03"}), Table({})]}), b"TFL3")
    model = reader.Table(content, int.from_bytes(content[:4], "little"))
    assert content[4:8] == b"TFL3"
    assert reader._string(model, 3) == "text"
    assert [reader._array(table, 0, np.uint8).tolist() for table in reader._tables(model, 4)] == [[1, 2, 3], []]


def test_the_graph_is_in_the_file(exported: tuple[export.Quantised, bytes]) -> None:
    quantised, content = exported
    model = reader.read(content)
    # Two conversions to floats and the post-processing come behind the graph's operations.
    assert [operator.code for operator in model.operators[-3:]] == [Builtin.DEQUANTIZE, Builtin.DEQUANTIZE, Builtin.CUSTOM]
    assert model.operators[-1].custom == "TFLite_Detection_PostProcess"
    assert len(model.operators) == len(quantised.graph.operations) + 3
    assert {operator.code for operator in model.operators[:-3]} <= {
        Builtin.CONV_2D, Builtin.DEPTHWISE_CONV_2D, Builtin.MAX_POOL_2D, Builtin.CONCATENATION, Builtin.RESHAPE, Builtin.LOGISTIC}
    picture, = (model.tensors[index] for index in model.inputs)
    assert (picture.type, picture.shape, picture.steps.tolist(), picture.zeros.tolist()) == (np.int8, (1, SIZE, SIZE, 3), [1 / 128], [0])


def test_weights_and_scales_are_in_the_file(exported: tuple[export.Quantised, bytes]) -> None:
    quantised, content = exported
    tensors = {tensor.name: tensor for tensor in reader.read(content).tensors}
    for operation in quantised.graph.operations:
        output = tensors[operation.output.name]
        scale = quantised.scales[operation.output]
        assert output.steps[0] == np.float32(scale.step) and output.zeros[0] == scale.zero
        if operation.is_convolution:
            integers = integer_weights(operation, quantised.scales[operation.inputs[0]])
            assert np.array_equal(tensors[f"{operation.output.name}/weights"].data, integers.weights)
            assert np.array_equal(tensors[f"{operation.output.name}/bias"].data, integers.bias)


def test_labels_and_anchors_are_in_the_file(exported: tuple[export.Quantised, bytes]) -> None:
    _, content = exported
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("labels.txt").decode() == "tall\nwide\n"
        assert archive.read("anchors.csv").decode() == anchors.as_text(SIZE)
    model = reader.read(content)
    assert model.metadata["TFLITE_METADATA"][4:8] == b"M001"
    assert np.array_equal(next(tensor for tensor in model.tensors if tensor.name == "anchors").data, anchors.anchors(SIZE))


@pytest.mark.skipif(not (ROOT / "src/Host/bin/Release/net10.0/actors-host.dll").exists(), reason="the host is not built: ./actors build")
def test_the_runtime_detects_what_the_graph_does(exported: tuple[export.Quantised, bytes], tmp_path: Path) -> None:
    quantised, content = exported
    (tmp_path / "tiny.tflite").write_bytes(content)
    pixels = np.random.default_rng(8).integers(-128, 128, (SIZE, SIZE, 3), dtype=np.int8)
    (tmp_path / "input").write_bytes(pixels.tobytes())
    said = subprocess.run(
        [ROOT / "actors", "infer", tmp_path / "tiny.tflite", "--input", tmp_path / "input", "--values", "400"], check=True, capture_output=True, text=True).stdout
    assert "XNNPACK" in said
    boxes, classes, scores, count = (np.array(line.rsplit(": ", 1)[1].split(), float) for line in said.splitlines()[-4:])

    graph, scales = quantised.graph, quantised.scales
    picture = torch.from_numpy(pixels.astype(np.float32)).permute(2, 0, 1)[None] / 128
    result = execute.run(rounded(graph, scales), picture, scales)
    expected = detections(result[graph.boxes][0], result[graph.scores][0], torch.from_numpy(anchors.anchors(SIZE)), Rules())

    assert len(expected.scores) > 10
    assert abs(count[0] - len(expected.scores)) <= 2
    # A rounding that fell the other way may exchange neighbours in the ranking, so each is looked for, not its place.
    found = np.column_stack((classes, scores, boxes.reshape(-1, 4)))[:int(count[0])]
    wanted = np.column_stack((expected.classes, expected.scores, expected.boxes))
    nearest = np.abs(found[None] - wanted[:, None]).max(-1).min(1)
    assert np.mean(nearest < 0.02) > 0.9
