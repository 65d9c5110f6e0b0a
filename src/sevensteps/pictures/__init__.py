"""What each picture shows: its data, its drawing and its words, in one file for each step.

A live picture is a function of assumptions: `pictures.bite`. A picture of facts is a function of
tables: `pictures.deals_timeline(table("deals"))`. A file is imported when one of its names is first
used; Altair and vl-convert are imported when something is drawn.

>>> pictures.bite.still(assumptions())
If China enforces 0% of the sanctions, they cut 20.2% of the North's trade: ...
"""

from importlib import import_module

HOMES = {
    "expectations": ("beliefs", "tries", "survival", "threat", "deals_timeline"),
    "talks": ("years", "identification", "decision", "two_lists"),
    "freeze": ("fan", "refreeze", "plane", "arsenal_estimates"),
    "contempt": ("policy", "bifurcation", "game", "answers_given"),
    "neighbours": ("influence", "settlement", "distance", "stakes"),
    "china": (
        *("bite", "offers", "waterfall"),
        *("china_share", "trade_by_year", "crude_oil", "cooperation_record"),
    ),
    "forces": ("balance", "frontier", "ledger", "income_ratio", "forces_counted"),
    "whole": ("fans", "criteria", "ledgers", "shares", "attribution"),
    "argument": ("claims_map",),
    "forecasts": ("forecasts_and_record",),
    "room": ("room_spread",),
    "picture": ("Caption", "Picture", "Still"),
}
__all__ = [name for names in HOMES.values() for name in names]


def __getattr__(name: str) -> object:
    """Import a picture's file when the picture is first used."""
    for home, names in HOMES.items():
        if name in names:
            globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
            return globals()[name]
    raise AttributeError(f"there is no picture called {name!r}")


def live_pictures() -> dict[str, object]:
    """Every live picture by its name, in the order of the steps."""
    from .picture import Picture

    found = {name: __getattr__(name) for name in __all__}
    return {name: one for name, one in found.items() if isinstance(one, Picture)}
