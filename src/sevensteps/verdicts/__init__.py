"""What a conclusion rests on: verdicts of claims, and questions put to any measure.

A measure is any function from assumptions to a number or a truth that broadcasts over draws: the
verdict on a claim, a quantity of a step, the loss of a strategy. `judging` knows claims; every other
file here knows measures only.
"""

from .cruxes import Attribution, Change, Crux, Difference, attribution, crux, differing, shapley
from .flipping import SmallestFlip, smallest_flip
from .judging import (
    COMPARE,
    Flip,
    Part,
    Verdict,
    evidence,
    flips,
    holding,
    judge,
    quantity,
    rests_on,
    with_tables,
)
from .work import Measure, Work, at_least, evaluate, one_by_one
from .worlds import Grid, count, draws, grid, part

__all__ = [
    "COMPARE",
    "Attribution",
    "Change",
    "Crux",
    "Difference",
    "Flip",
    "Grid",
    "Measure",
    "Part",
    "SmallestFlip",
    "Verdict",
    "Work",
    "at_least",
    "attribution",
    "count",
    "crux",
    "differing",
    "draws",
    "evaluate",
    "evidence",
    "flips",
    "grid",
    "holding",
    "judge",
    "one_by_one",
    "part",
    "quantity",
    "rests_on",
    "shapley",
    "smallest_flip",
    "with_tables",
]
