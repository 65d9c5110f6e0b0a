"""Seven Steps: an op-ed you can argue with. `from sevensteps import *` brings what a notebook needs.

>>> judge("C6a", assumptions().replace(needed_bite=0.1)).state
'does not hold'
"""

from importlib import import_module

from .assumptions import assumptions  # not later: the module has the same name

__version__ = "0.1.0"

HOMES = {
    "data": ("arrays", "table", "trade_shares"),
    "codes": ("code",),
    "session": ("Session",),
    "verdicts": ("judge",),
    "widgets": (
        *("BallotBox", "CruxFinder", "Forecast", "Gate", "Guess", "MyWork", "ReplyForm"),
        *("RoomCheck", "Study", "Switches", "Views", "Weights", "live_text", "panel"),
    ),
}
MODULES = (
    *("classroom", "comparison", "pictures", "reply", "room", "scores", "steps", "strategy"),
    "text",
)
__all__ = ["assumptions", *(name for names in HOMES.values() for name in names), *MODULES]


def __getattr__(name: str) -> object:
    """Import a name's module when the name is first used."""
    for home, names in HOMES.items():
        if name in names:
            found = getattr(import_module(f"{__name__}.{home}"), name)
            globals()[name] = found
            return found
    if name in MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
