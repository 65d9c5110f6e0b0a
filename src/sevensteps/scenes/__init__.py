"""What each picture shows: columns from a model, a drawing from `charts`, and words from the columns.

A scene is a pure function from assumptions to a picture, so that the still picture in a saved
notebook, the live one under the sliders and the test of its words are one and the same.
A file for each step, and `scene` for what they share.
"""

from .argument import *
from .backtest import *
from .ballot import *
from .china import *
from .contempt import *
from .expectations import *
from .forces import *
from .forecasts import *
from .freeze import *
from .neighbours import *
from .scene import *
from .talks import *
from .whole import *


def scene_name(scene: object) -> str:
    """What notebooks and run-sheets call a scene, such as `bite_scene`; empty if it is made elsewhere."""
    return next((name for name, one in globals().items() if one is scene), "")
