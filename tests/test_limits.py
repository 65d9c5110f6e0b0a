"""However far a record is widened, a model takes it or the file says how far it can go."""

import math
import re
import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from worlds import DEFAULT

from sevensteps import pictures, strategy
from sevensteps.argument import claims
from sevensteps.assumptions import CHOICE, Assumption, parameters_read
from sevensteps.scenarios import scenarios
from sevensteps.verdicts import judge

PICTURES = pictures.live_pictures()
for slow in ("claims_map", "attribution", "fans", "ledgers", "shares"):
    del PICTURES[slow]  # the verdicts, and the strategy at its horizon, stand for them
ENDS = (float("-inf"), float("inf"))


def shown(picture):
    """Everything that a picture would show, as numbers and words."""

    def show(a):
        columns, words = picture.shows(a)
        return [c for d in columns.values() for c in d.values()], words.title + words.alt_text

    return show


def judged(claim):
    return lambda a: ([judge(claim, a).holds], judge(claim, a).sentence)


def at_the_horizon(a):
    plans = scenarios()
    return list(strategy.outcome(a, plans.bundle(), plans.base(), years=5)), ""


SHOWN = {n: shown(picture) for n, picture in PICTURES.items()}
SHOWN |= {c.id: judged(c) for c in claims().values() if c.verdict}
SHOWN |= {"strategy": at_the_horizon}
READ = {n: {r.name for r in parameters_read(show, DEFAULT)} for n, show in SHOWN.items()}


def widened(r: Assumption) -> Iterator[float]:
    """What someone might widen a range to: down to 0 or below, up to three times; and its limits."""
    least, most = r.limits
    down = 0.0 if r.low > 0 else 2 * r.low or -r.high
    tried = {max(down, least), min(3 * r.high, most), least, most} - set(ENDS)
    yield from (v for v in sorted(tried) if not r.low <= v <= r.high)


@pytest.mark.parametrize("name", [n for n, r in DEFAULT.records.items() if r.unit != CHOICE])
def test_wherever_the_file_lets_a_range_be_widened_every_picture_and_verdict_is_a_number(name):
    for value in widened(DEFAULT.records[name]):
        a = DEFAULT.replace_unchecked(**{name: value})
        for what in (n for n, read in READ.items() if name in read):
            with warnings.catch_warnings():
                warnings.simplefilter("error", RuntimeWarning)
                columns, words = SHOWN[what](a)
            for column in map(np.atleast_1d, columns):
                assert column.dtype.kind != "f" or not np.isnan(column).any(), (what, value)
            assert not re.search(r"\b(nan|inf)\b", words), (what, value, words)


def test_every_choice_says_how_many_settings_its_model_knows():
    for r in DEFAULT.records.values():
        if r.unit == CHOICE:
            assert r.limits == (0, r.high), r.name


def test_shares_and_probabilities_stay_between_0_and_1_unless_the_record_says_otherwise():
    for r in DEFAULT.records.values():
        if r.unit.startswith(("share", "probability")):
            least, most = r.limits
            assert (least >= 0 or r.at_least is not None) and math.isfinite(most), r.name
