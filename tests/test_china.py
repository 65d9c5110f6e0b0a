"""Step 6, "press China": the promises of its model."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import DEFAULT, values_of, worlds

from sevensteps.steps import china

any_world = worlds(step=6)
share = st.floats(0, 1)
EXACT = {"abs": 1e-12}


def moved(a, name, by):
    """The same world with one value raised by `by`, even beyond its range."""
    return a.replace_unchecked(**{name: getattr(a, name) + by})


@given(any_world, share)
def test_the_bite_is_a_share_of_the_trade(a, e):
    assert 0 <= china.trade_cut(a, e) <= a.sanctions_scope


@given(any_world, share, share)
def test_the_bite_is_linear_in_what_the_sanctions_name(a, e, k):
    part = a.replace_unchecked(sanctions_scope=k * a.sanctions_scope)
    assert china.trade_cut(part, e) == pytest.approx(k * china.trade_cut(a, e), **EXACT)


@given(any_world, share, share)
def test_the_bite_rises_with_what_china_enforces(a, e, f):
    low, high = sorted((e, f))
    assert china.trade_cut(a, low) <= china.trade_cut(a, high)


@given(any_world)
def test_without_china_the_bite_is_at_most_what_the_others_trade(a):
    assert china.trade_cut_without_china(a) <= a.sanctions_scope * (1 - a.china_trade_share) + 1e-12


@given(worlds(6, leakage=1.0, leakage_growth=1e6, sanctions_years=1.0), share)
def test_when_everything_leaks_nothing_bites(a, e):
    assert china.trade_cut(a, e) == 0


@given(any_world)
def test_leakage_starts_at_zero_and_climbs_to_its_ceiling(a):
    assert china.leak(a.replace_unchecked(sanctions_years=0)) == 0
    assert china.leak(a) <= china.leak(moved(a, "sanctions_years", 1)) <= a.leakage
    assert china.leak(a.replace_unchecked(sanctions_years=1e6)) == pytest.approx(a.leakage)


@given(any_world)
def test_half_of_the_leak_is_there_after_the_half_life_of_learning(a):
    half = a.replace_unchecked(sanctions_years=np.log(2) / a.leakage_growth)
    assert china.leak(half) == pytest.approx(a.leakage / 2)


@given(any_world, share)
def test_russia_matters_only_as_far_as_it_differs_from_the_others(a, e):
    alike = a.replace_unchecked(russia_enforcement=a.others_enforcement)
    alone = alike.replace_unchecked(russia_share_of_rest=0.0)
    assert china.trade_cut(alike, e) == pytest.approx(china.trade_cut(alone, e), **EXACT)
    gap = a.replace_unchecked(russia_enforcement=0.0)
    assert china.trade_cut(gap, e) <= china.trade_cut(alone, e) + 1e-12


@given(any_world)
def test_chinas_best_answer_is_the_best_on_a_fine_grid(a):
    grid = np.linspace(0, 1, 20_001)
    best = grid[np.argmax(china.gain(a, grid))]
    assert china.best_enforcement(a) == pytest.approx(best, abs=1e-4)


@given(any_world, st.floats(0, 0.5))
@pytest.mark.parametrize(
    "helps", ["china_motive", "third_country_pressure", "refugee_cost_share", "promise_credibility"]
)
def test_china_never_enforces_less_for_more_of(helps, a, by):
    if helps in ("refugee_cost_share", "promise_credibility"):
        by = min(by, 1 - getattr(a, helps))
    assert china.best_enforcement(moved(a, helps, by)) >= china.best_enforcement(a) - 1e-12


@given(any_world, st.floats(0, 0.5))
@pytest.mark.parametrize("hinders", ["refugee_cost", "geopolitical_loss", "collapse_risk"])
def test_china_never_enforces_more_for_more_of(hinders, a, by):
    assert china.best_enforcement(moved(a, hinders, by)) <= china.best_enforcement(a) + 1e-12


@given(worlds(6, refugee_cost_share=1.0, promise_credibility=1.0))
def test_offers_that_remove_every_cost_leave_only_the_benefit(a):
    assert china.expected_cost(a) == 0
    assert china.best_enforcement(a) == min(china.benefit(a), 1)


@given(any_world)
def test_offers_never_make_things_worse_and_none_change_nothing(a):
    bare = china.without_offers(a)
    assert china.trade_cut_with_offers(a) >= china.trade_cut_without_offers(a) - 1e-12
    assert china.trade_cut_with_offers(bare) == china.trade_cut_without_offers(a)


@given(any_world)
def test_money_changes_nothing_if_refugees_cost_nothing(a):
    free = a.replace_unchecked(refugee_cost=0.0)
    assert china.expected_cost(free) == china.expected_cost(
        free.replace_unchecked(refugee_cost_share=1.0)
    )


@given(any_world)
def test_the_enforcement_needed_gives_just_the_bite_needed(a):
    needed = china.enforcement_needed(a)
    if np.isfinite(needed):
        assert china.trade_cut(a, needed) == pytest.approx(a.needed_bite)


@given(any_world)
def test_at_the_break_even_offers_the_bite_is_just_what_is_needed(a):
    for name, at in (
        ("refugee_cost_share", china.break_even_share(a)),
        ("promise_credibility", china.break_even_promise(a)),
    ):
        if np.isfinite(at):
            there = a.replace_unchecked(**{name: float(at)})
            assert china.trade_cut_with_offers(there) == pytest.approx(a.needed_bite)


@given(any_world)
def test_offers_bring_china_round_just_when_they_pass_the_break_even(a):
    enough = china.trade_cut_with_offers(a) >= a.needed_bite
    for name, at in (
        ("refugee_cost_share", china.break_even_share(a)),
        ("promise_credibility", china.break_even_promise(a)),
    ):
        if not np.isclose(getattr(a, name), at, atol=1e-9):
            assert enough == (getattr(a, name) >= at)


@given(any_world, share)
def test_nothing_is_lost_between_the_stages_of_the_waterfall(a, e):
    fall = china.waterfall(a, e)
    assert fall["end"][0] == a.sanctions_scope
    assert np.array_equal(fall["end"][:-1], fall["start"][1:])
    assert fall["start"][-1] == pytest.approx(china.trade_cut(a, e), **EXACT)
    assert (fall["end"][1:] <= fall["start"][1:] + 1e-12).all()


@given(any_world)
def test_leverage_and_the_feared_collapse_rise_together(a):
    more = moved(a, "third_country_pressure", 0.1)
    assert china.collapse_added(more) >= china.collapse_added(a)
    assert 0 <= china.collapse_added(a) <= a.collapse_risk


@given(any_world)
def test_the_map_and_its_frontier_agree_with_the_formulas(a):
    tiles = china.offer_map(a, points=3)
    assert len(tiles["share"]) == 9
    for c, z, e in zip(*tiles.values(), strict=True):
        here = a.replace_unchecked(refugee_cost_share=c, promise_credibility=z)
        assert e == pytest.approx(china.best_enforcement(here), **EXACT)
    line = china.offer_frontier(a, points=3)
    for c, z in zip(*line.values(), strict=True):
        assert 0 <= c <= 1 and 0 <= z <= 1
        there = a.replace_unchecked(refugee_cost_share=c, promise_credibility=z)
        assert china.best_enforcement(there) == pytest.approx(china.enforcement_needed(a), abs=1e-6)


@given(any_world)
def test_the_frontier_runs_from_edge_to_edge_of_the_map(a):
    line = china.offer_frontier(a)
    corners = [
        china.trade_cut_with_offers(
            a.replace_unchecked(refugee_cost_share=x, promise_credibility=x)
        )
        - a.needed_bite
        for x in (0.0, 1.0)
    ]
    if min(corners) < -1e-6 and max(corners) > 1e-6:
        for end in (0, -1):
            c, z = line["share"][end], line["promise"][end]
            assert min(c, 1 - c, z, 1 - z) == pytest.approx(0, abs=1e-9)


@given(any_world)
def test_the_curve_runs_from_no_to_full_enforcement(a):
    curve = china.trade_cut_curve(a)
    assert curve["bite"][0] == china.trade_cut_without_china(a)
    assert curve["bite"][-1] == china.trade_cut_with_china(a)
    assert np.allclose(np.diff(curve["bite"], 2), 0)


@given(values_of(DEFAULT.records["china_cooperation"]))
def test_chinas_present_cooperation_is_what_the_reader_sets(e):
    a = DEFAULT.replace(china_cooperation=e)
    assert china.trade_cut_now(a) == china.trade_cut(a, e)


def test_a_model_needs_only_attributes():
    plain = SimpleNamespace(**{n: r.value for n, r in DEFAULT.records.items()})
    assert china.trade_cut_now(plain) == china.trade_cut_now(DEFAULT)
