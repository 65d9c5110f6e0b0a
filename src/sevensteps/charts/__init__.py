"""Drawing: the only package that knows Altair.

A chart function takes tidy columns and returns a chart; it never runs a model. Its datasets are
named, so that the same drawing serves a still picture and a live view that is fed data only.
A file for each step, and `house` for what they share.
"""

from .argument import *
from .backtest import *
from .contempt import *
from .expectations import *
from .forecasts import *
from .freeze import *
from .house import *
from .room import *
from .talks import *
from .whole import *
