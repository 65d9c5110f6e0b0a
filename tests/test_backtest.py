"""The back-test: frozen before it was scored, honest about what it can reach."""

import itertools
import json

import numpy as np
import pytest

from sevensteps import backtest, strategy
from sevensteps.assumptions import assumptions
from sevensteps.data import DATA, DataProblem
from sevensteps.scenarios import scenarios


@pytest.fixture(scope="module")
def scored():
    return {s.title: s for s in backtest.scored()}


def test_what_2009_could_know_is_still_what_was_frozen():
    """To change the file is to make another forecast: give it another name and another date."""
    resources = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    (frozen,) = [r["hash"] for r in resources if r["path"] == backtest.FILE]
    assert frozen == f"sha256:{backtest.fingerprint()}"


def test_every_state_of_knowledge_is_dated_and_lies_within_the_ranges():
    records = assumptions().records
    for known in backtest.knowledge().values():
        assert known.until <= known.frozen
        for name, (low, high, why) in known.ranges.items():
            assert records[name].low <= low <= high <= records[name].high and why


def test_2009_knows_no_plant_that_was_shown_in_2010():
    assert backtest.knowledge()["known-2009"].ranges["undeclared_plant"][:2] == (0, 0)


def test_what_washington_did_begins_with_the_op_ed_and_names_known_strategies():
    acts = backtest.history()
    assert acts[0].start == backtest.START
    assert all(a.start < b.start for a, b in itertools.pairwise(acts))
    assert {a.strategy for a in acts} <= set(scenarios().strategies)


def test_the_op_eds_strategy_is_not_among_what_washington_did():
    """So the back-test tests mechanisms under the actual policy, never the op-ed."""
    assert not {"op_ed", "op_ed_with_troops"} & {a.strategy for a in backtest.history()}


def test_the_policy_changes_on_its_dates():
    for act in backtest.history():
        then = backtest.what_was_done(act.start - backtest.START)
        assert then.talk[0, 0] == scenarios().strategies[act.strategy].levers["talk"]


def test_the_estimates_scored_are_those_published_for_later_dates():
    record = backtest.estimates()
    assert len(record) >= 6 and all(e.year > backtest.START for e in record)
    assert all(e.low <= e.central <= e.high for e in record)


def test_the_same_seed_gives_the_same_forecast_and_another_another():
    one, two = (backtest.forecast("known-2009", n=50, seed=s)[1] for s in (1, 1))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, backtest.forecast("known-2009", n=50, seed=2)[1])


def test_a_forecast_begins_with_the_arsenal_of_2009():
    years, stock = backtest.forecast("known-2009", n=200)
    assert years[0] == backtest.START and np.allclose(np.diff(years), strategy.QUARTER)
    assert stock[0].min() >= 4 and stock[0].max() <= 8


def test_what_2009_could_know_is_hardly_nearer_than_one_more_a_year(scored):
    known, dumb = scored["What 2009 could know"], scored[backtest.ONE_MORE]
    assert 0.5 * dumb.crps < known.crps < dumb.crps < scored[backtest.NO_CHANGE].crps


def test_hindsight_is_nearer_than_suspicion_and_suspicion_than_knowledge(scored):
    """Which shows nothing about the model: whoever knows the answer can draw a band around it."""
    order = ["Ranges chosen with hindsight", "What 2009 could suspect", "What 2009 could know"]
    crps = [scored[title].crps for title in order]
    assert crps == sorted(crps)
    assert scored[order[0]].held > scored[order[2]].held


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "initial_arsenal = {",
            "initial_arsnal = {",
            "no assumption; did you mean 'initial_arsenal'",
        ),
        ("low = 4, high = 8", "low = 4, high = 80", "is not within its range"),
        ("from = 2012.17", "from = 2001.17", "must begin at 2009.75 and go forward"),
        ('strategy = "bargain"', 'strategy = "bargin"', "did you mean 'bargain'"),
        ('source = "state-2012"', 'source = "state-2112"', "is not in references.bib"),
    ],
)
def test_a_spoilt_file_says_what_to_mend(tmp_path, old, new, says):
    for file in DATA.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    spoilt = tmp_path / backtest.FILE
    spoilt.write_text(spoilt.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataProblem, match=says):
        backtest.knowledge(tmp_path)


def test_an_unknown_state_of_knowledge_is_told_with_the_nearest():
    with pytest.raises(DataProblem, match="did you mean 'known-2009'"):
        backtest.forecast("known2009")
