"""Panels and forms made from assumptions; the only package that uses ipywidgets and anywidget."""

from .guess import Forecast, Guess
from .panel import Panel, panel
from .parts import RestorePrompt, autosave_of, live_text
from .replying import MyWork, ReplyForm
from .room import BallotBox, RoomCheck
from .whole import CruxFinder, Gate, Study, Switches, Views, Weights

__all__ = [
    "BallotBox",
    "CruxFinder",
    "Forecast",
    "Gate",
    "Guess",
    "MyWork",
    "Panel",
    "ReplyForm",
    "RestorePrompt",
    "RoomCheck",
    "Study",
    "Switches",
    "Views",
    "Weights",
    "autosave_of",
    "live_text",
    "panel",
]
