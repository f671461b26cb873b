"""A quantised graph as a TensorFlow Lite model, detection post-processing included."""

import numpy as np
from flatbuffers import flexbuffers

from training import anchors, boxes
from training.postprocess import Rules
from training.quantise.execute import Scale
from training.quantise.graph import Graph, Kind, Operation, Value
from training.quantise.integers import integer_weights
from training.tflite import schema
from training.tflite.schema import Builtin, Model, Operator, Tensor, TensorType

_POST_PROCESSING = "TFLite_Detection_PostProcess"

_BUILTIN = {
    Kind.CONVOLUTION: Builtin.CONV_2D, Kind.DEPTHWISE: Builtin.DEPTHWISE_CONV_2D, Kind.MAX_POOL: Builtin.MAX_POOL_2D,
    Kind.CONCATENATION: Builtin.CONCATENATION, Kind.RESHAPE: Builtin.RESHAPE, Kind.LOGISTIC: Builtin.LOGISTIC,
}


def model(graph: Graph, scales: dict[Value, Scale], size: int, name: str, description: str, rules: Rules) -> Model:
    """The model: int8 picture in, the post-processing's four float outputs out."""
    tensors = {value: _activation(value, scale) for value, scale in scales.items()}
    operators = [_operator(operation, tensors, scales) for operation in graph.operations]
    encodings, scores = (Tensor(f"{value.name}_float", TensorType.FLOAT32, value.shape) for value in (graph.boxes, graph.scores))
    operators.append(Operator(Builtin.DEQUANTIZE, [tensors[graph.boxes]], [encodings]))
    operators.append(Operator(Builtin.DEQUANTIZE, [tensors[graph.scores]], [scores]))
    anchor_boxes = anchors.anchors(size)
    anchor_tensor = Tensor("anchors", TensorType.FLOAT32, anchor_boxes.shape, data=anchor_boxes.tobytes())
    # Named and numbered as TensorFlow's converter does, by which readers tell them apart: boxes, classes, scores, count.
    shapes = ((1, rules.detections, 4), (1, rules.detections), (1, rules.detections), (1,))
    outputs = [Tensor(_POST_PROCESSING + (f":{place}" if place else ""), TensorType.FLOAT32, shape) for place, shape in enumerate(shapes)]
    operators.append(Operator(
        Builtin.CUSTOM, [encodings, scores, anchor_tensor], outputs, custom=(_POST_PROCESSING, _options(rules, graph.scores.shape[-1]))))
    return Model(name, description, [tensors[graph.input]], outputs, operators)


def _options(rules: Rules, classes: int) -> bytes:
    y, x, height, width = boxes.SCALES
    return bytes(flexbuffers.Dumps({
        "max_detections": rules.detections, "detections_per_class": rules.detections, "max_classes_per_detection": 1,
        "use_regular_nms": True, "nms_score_threshold": rules.least_score, "nms_iou_threshold": rules.largest_overlap,
        "num_classes": classes, "y_scale": y, "x_scale": x, "h_scale": height, "w_scale": width,
    }))


def _activation(value: Value, scale: Scale) -> Tensor:
    return Tensor(value.name, TensorType.INT8, value.shape, np.array([scale.step]), np.array([scale.zero]))


def _operator(operation: Operation, tensors: dict[Value, Tensor], scales: dict[Value, Scale]) -> Operator:
    inputs = [tensors[value] for value in operation.inputs]
    output = tensors[operation.output]
    options = None
    match operation.kind:
        case Kind.CONVOLUTION | Kind.DEPTHWISE:
            inputs += _constants(operation, scales[operation.inputs[0]])
            options = schema.convolution(operation.stride, operation.relu6, operation.kind == Kind.DEPTHWISE)
        case Kind.MAX_POOL:
            options = schema.max_pool(operation.kernel, operation.stride)
        case Kind.CONCATENATION:
            options = schema.concatenation(operation.axis)
        case Kind.RESHAPE:
            shape = np.array(output.shape, np.int32)
            inputs.append(Tensor(f"{output.name}/shape", TensorType.INT32, shape.shape, data=shape.tobytes()))
            options = schema.reshape(output.shape)
    return Operator(_BUILTIN[operation.kind], inputs, [output], options)


def _constants(operation: Operation, source: Scale) -> list[Tensor]:
    """The weights and the bias."""
    integers = integer_weights(operation, source)
    none = np.zeros(len(integers.steps))
    name = operation.output.name
    weights = Tensor(
        f"{name}/weights", TensorType.INT8, integers.weights.shape, integers.steps, none,
        axis=3 if operation.kind == Kind.DEPTHWISE else 0, data=integers.weights.tobytes())
    bias = Tensor(f"{name}/bias", TensorType.INT32, integers.bias.shape, source.step * integers.steps, none, data=integers.bias.tobytes())
    return [weights, bias]
