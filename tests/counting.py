"""How much of our own Python one act runs: a measure that does not depend on the machine."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import sevensteps

SRC = Path(sevensteps.__file__).parent


def calls_of(act: Callable[[], object]) -> Counter[str]:
    """How often `act` calls functions of src/sevensteps, by file."""
    found: Counter[str] = Counter()

    def note(frame, event, _):
        file = frame.f_code.co_filename
        if event == "call" and file.startswith(str(SRC)):
            found[Path(file).relative_to(SRC).as_posix()] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
    return found
