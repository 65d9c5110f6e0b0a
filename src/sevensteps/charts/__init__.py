"""Bridge while charts/ is merged into pictures/."""

from .argument import *
from .backtest import *
from .forecasts import *
from .house import *
from .room import *
from .whole import *
