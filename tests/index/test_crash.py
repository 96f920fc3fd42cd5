"""Short runs of the two benchmarks that break an index on purpose."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from conftest import ToyEncoder

from checks import crash, flips


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which this system has not")
def test_killed_writers_and_full_disks_leave_a_whole_index(tmp_path: Path) -> None:
    chance = random.Random(1)
    rig = crash.Rig(tmp_path, ToyEncoder())
    seen = crash.kills(rig, 6, chance)
    assert seen["next change succeeded"] == 6
    assert seen["killed"] > 0
    assert crash.merge_kills(rig, 2, chance)["next change succeeded"] == 2
    assert sum(crash.full_files(rig, 2, chance).values()) == 2


@pytest.mark.slow
def test_flipped_bits_are_found_or_harmless(tmp_path: Path) -> None:
    seen = flips.run(51, ToyEncoder(), random.Random(2), tmp_path)
    assert {way: sum(counted.values()) for way, counted in seen.items()} == dict.fromkeys(
        flips.WAYS, 17
    )
    assert seen["small"]["found on opening"] > 8
