"""What a conclusion rests on: verdicts of claims, and questions put to any measure.

A measure is any function from assumptions to a number or a truth that broadcasts over draws: the
verdict on a claim, a quantity of a step, the loss of a strategy. `judging` knows claims; every other
file here knows measures only.
"""

from .choosing import Compared, Knowing, compared, evpi, evppi, losses_of, value_of_knowing
from .cruxes import (
    Attribution,
    Change,
    Crux,
    Difference,
    attribution,
    crux,
    differing,
    shapley,
    step_of,
)
from .discovery import Box, Limit, discover
from .flipping import SmallestFlip, smallest_flip
from .judging import (
    COMPARE,
    Flip,
    Part,
    Verdict,
    flips,
    holding,
    judge,
    quantity,
    rests_on,
    with_tables,
)
from .robustness import Condition, Way, WholeGrid, whole_grid
from .screening import Impact, Screened, morris, sobol
from .work import OPEN, Measure, Work, at_least, evaluate, one_by_one
from .worlds import Grid, count, draws, grid, is_log_scaled, levels, part, place, reachable

__all__ = [
    "COMPARE",
    "OPEN",
    "Attribution",
    "Box",
    "Change",
    "Compared",
    "Condition",
    "Crux",
    "Difference",
    "Flip",
    "Grid",
    "Impact",
    "Knowing",
    "Limit",
    "Measure",
    "Part",
    "Screened",
    "SmallestFlip",
    "Verdict",
    "Way",
    "WholeGrid",
    "Work",
    "at_least",
    "attribution",
    "compared",
    "count",
    "crux",
    "differing",
    "discover",
    "draws",
    "evaluate",
    "evpi",
    "evppi",
    "flips",
    "grid",
    "holding",
    "is_log_scaled",
    "judge",
    "levels",
    "losses_of",
    "morris",
    "one_by_one",
    "part",
    "place",
    "quantity",
    "reachable",
    "rests_on",
    "shapley",
    "smallest_flip",
    "sobol",
    "step_of",
    "value_of_knowing",
    "whole_grid",
    "with_tables",
]
