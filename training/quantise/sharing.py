"""Which values have to share a scale."""

from training.quantise.graph import Graph, Kind, Value

# TensorFlow Lite's kernels copy numbers through these as they are.
_COPYING = (Kind.MAX_POOL, Kind.CONCATENATION, Kind.RESHAPE)


def groups(graph: Graph) -> list[set[Value]]:
    """The values in groups of one scale: what is concatenated, pooled or reshaped, with what becomes of it.

    So nothing is rounded a second time on its way, and no operation is needed that would.
    """
    of: dict[Value, set[Value]] = {graph.input: {graph.input}}
    for operation in graph.operations:
        group = {operation.output}
        if operation.kind in _COPYING:
            for source in operation.inputs:
                group |= of[source]
        for value in group:
            of[value] = group
    return list({id(group): group for group in of.values()}.values())
