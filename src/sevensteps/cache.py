"""Files in `.cache/`: results that are made once. Git ignores them, and anybody may delete them."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache"


def cached(
    name: str, make: Callable[[], bytes], folder: Path | None = None, *, anew: bool = False
) -> bytes:
    """The bytes of the file with this name; `make` makes them if the file is missing.

    anew: make them even if the file is there. Nobody reads half a file. If the folder cannot be
    written, the bytes are made each time.
    """
    file = (folder or CACHE) / name
    if not anew:
        with suppress(OSError):
            return file.read_bytes()
    made = make()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_name(f"{name}.{os.getpid()}")
        half.write_bytes(made)
        half.replace(file)
    return made
