"""Panels and forms made from assumptions: the only layer that knows ipywidgets."""

from .asking import Forecast, Guess, Record, Reveal, Scores
from .keeping import Offer, autosave_of
from .panels import Panel, panel
from .parts import LiveText, live_text
from .replying import MyWork, ReplyForm
from .room import BallotBox, RoomCheck
from .whole import CruxFinder, Gate, Study, Switches, Views, Weights

__all__ = [
    "BallotBox",
    "CruxFinder",
    "Forecast",
    "Gate",
    "Guess",
    "LiveText",
    "MyWork",
    "Offer",
    "Panel",
    "Record",
    "ReplyForm",
    "Reveal",
    "RoomCheck",
    "Scores",
    "Study",
    "Switches",
    "Views",
    "Weights",
    "autosave_of",
    "live_text",
    "panel",
]
