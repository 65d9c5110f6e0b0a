"""What a conclusion rests on: verdicts of claims, and questions put to any measure.

`judge` knows claims. Every other file here knows measures only: functions from assumptions to a number
or a truth, such as the verdict on a claim, a quantity of a step or the loss of a strategy.
"""

from .choosing import compared, evpi, value_of_knowing
from .counting import whole_grid
from .cruxes import Crux, Difference, attribution, crux
from .discovery import discover
from .flips import smallest_flip
from .judge import Flip, flips, holding, judge, quantity, rests_on
from .screening import morris
from .worlds import OPEN, draws, evaluate, grid
