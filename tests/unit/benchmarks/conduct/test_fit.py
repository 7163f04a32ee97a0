"""Training on a few writers: readers that have not seen a writer tell that writer's sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.conduct import fit
from benchmarks.conduct.bank import of_role, read_bank, single_sentences
from benchmarks.conduct.fit import Kept, read_apart, save
from voicecheck.conduct.kinds import CALLER
from voicecheck.types.audio import Role

WRITERS = ("de3", "de12", "en2")


@pytest.mark.slow
def test_readers_of_unseen_writers_are_trained_calibrated_and_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = [one for one in read_bank() if one.writer in WRITERS]
    beside = [one for one in single_sentences() if one.about == ("problem",)][:40]
    read = read_apart(bank, beside, Role.CUSTOMER, lexicon=True, encode=Kept())
    rows = of_role(bank, Role.CUSTOMER)
    assert read.rows == rows and sorted(read.apart) == sorted(WRITERS)
    stated = np.array(["problem" in one.labels for one in rows])
    likely = read.likely[:, CALLER.index("problem")]
    assert likely[stated].mean() > 2 * likely[~stated].mean()
    assert likely.mean() == pytest.approx(stated.mean(), abs=0.03)  # calibrated
    monkeypatch.setattr(fit, "WEIGHTS", tmp_path / "reader.npz")
    save({Role.CUSTOMER: read})
    with np.load(tmp_path / "reader.npz") as file:
        assert np.array_equal(file["customer.weights"], read.reader.weights)
        assert file["customer.bias"].shape == (len(CALLER),)
