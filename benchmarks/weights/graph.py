"""Writes ONNX graphs whose weights are stored small and computed with in float32.

Float16 weights stand behind a Cast, int8 weights behind a Cast and a Mul by one scale per output
channel. ONNX Runtime folds both when it loads the file. (It does not fold DequantizeLinear.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Sequence

OPSET, IR_VERSION = 17, 8


class Graph:
    """A graph that grows node by node; every method returns the name of what it made."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        output = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, values: np.ndarray) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def full(self, values: np.ndarray) -> str:
        return self.constant(values.astype(np.float32))

    def half(self, values: np.ndarray) -> str:
        return self.add("Cast", self.constant(values.astype(np.float16)), to=TensorProto.FLOAT)

    def byte(self, values: np.ndarray) -> str:
        """Store as int8, one scale for each entry of the first axis."""
        largest = np.abs(values).max(axis=tuple(range(1, values.ndim)), keepdims=True)
        scale = (np.maximum(largest, 1e-12) / 127).astype(np.float32)
        whole = np.rint(values / scale).clip(-127, 127).astype(np.int8)
        return self.add(
            "Mul",
            self.add("Cast", self.constant(whole), to=TensorProto.FLOAT),
            self.constant(scale),
        )

    def model(
        self, name: str, given: tuple[str, Sequence[int | str]], made: Sequence[int | str]
    ) -> bytes:
        """Return the file: one input with name and shape, and the last node's output."""
        output = self.nodes[-1].output[0]
        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(given[0], TensorProto.FLOAT, given[1])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, made)],
            self.constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model, full_check=True)
        return model.SerializeToString(deterministic=True)
