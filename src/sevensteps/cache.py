"""What is worked out once and kept in `.cache/`, which Git ignores and anybody may delete."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache"


def kept(
    name: str, make: Callable[[], bytes], folder: Path | None = None, *, anew: bool = False
) -> bytes:
    """The bytes of this name; made, and kept for the next kernel, where they are not there yet.

    anew: make them even if they are there. Half a file is never seen, and a folder that cannot be
    written costs time and nothing else.
    """
    file = (folder or CACHE) / name
    try:
        if not anew:
            return file.read_bytes()
    except OSError:
        pass
    made = make()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_name(f"{name}.{os.getpid()}")
        half.write_bytes(made)
        half.replace(file)
    except OSError:
        pass
    return made
