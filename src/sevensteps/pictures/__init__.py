"""What each picture shows: its data, its drawing and its words; a file for each step.

A live picture is a function of assumptions: `pictures.bite`. A picture of facts is a function of
tables: `pictures.deals_timeline(table("deals"))`. A file is imported when one of its names is first used.
"""

from importlib import import_module

FILES = (
    *("china", "expectations", "talks", "freeze", "contempt", "neighbours", "forces"),
    *("whole", "argument", "forecasts", "room", "picture"),
)


def __getattr__(name: str) -> object:
    if name.startswith("_") or name in FILES:
        raise AttributeError(name)
    for file in FILES:
        module = import_module(f"{__name__}.{file}")
        if name in module.__all__:
            return getattr(module, name)
    charts = import_module("sevensteps.charts")
    if hasattr(charts, name):
        return getattr(charts, name)
    raise AttributeError(f"there is no picture called {name!r}")


def picture_name(picture: object) -> str:
    """What notebooks and run-sheets call a picture, such as `bite`; empty if it is made elsewhere."""
    for file in FILES:
        module = import_module(f"{__name__}.{file}")
        for name in module.__all__:
            if getattr(module, name) is picture:
                return name
    return ""
