"""Step 6, "press China": the promises of its model."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import DEFAULT, each_alone, random_worlds, values_of, worlds

from sevensteps.steps import china

any_world = worlds(step=6)
EXACT = {"abs": 1e-12}
MANY = random_worlds(np.random.default_rng(6), 300)
ENFORCED = np.random.default_rng(7).random(300)
OFFERS = {"refugee_cost_share": "break_even_share", "promise_credibility": "break_even_promise"}


def close(one, other, rel=1e-9):
    np.testing.assert_allclose(one, other, rtol=rel, atol=1e-12)


def moved(a, name, by):
    """The same worlds with one value pushed up, and a share to 1 at most."""
    most = 1.0 if name in OFFERS else np.inf
    return a.replace_unchecked(**{name: np.minimum(getattr(a, name) + by, most)})


# -- the trade that sanctions cut: laws on many worlds at once, as arrays ---------------------------


def test_the_bite_is_a_share_of_the_trade_in_proportion_to_what_is_named():
    a, bite = MANY, china.trade_cut(MANY, ENFORCED)
    assert ((bite >= 0) & (bite <= a.sanctions_scope)).all()
    assert (china.trade_cut(a, ENFORCED + 0.1) >= bite).all()
    for k in (0.0, 0.3, 0.9):
        part = a.replace_unchecked(sanctions_scope=k * a.sanctions_scope)
        close(china.trade_cut(part, ENFORCED), k * bite)
    others = a.sanctions_scope * (1 - a.china_trade_share)
    assert (china.trade_cut_without_china(a) <= others + 1e-12).all()


def test_leakage_climbs_from_nothing_to_its_ceiling_by_half_lives():
    a = MANY
    assert (china.leak(a.replace_unchecked(sanctions_years=0)) == 0).all()
    assert (china.leak(a) <= china.leak(moved(a, "sanctions_years", 1))).all()
    close(china.leak(a.replace_unchecked(sanctions_years=1e6)), a.leakage)
    half = a.replace_unchecked(sanctions_years=np.log(2) / a.leakage_growth)
    close(china.leak(half), a.leakage / 2)
    all_ = a.replace_unchecked(leakage=1.0, leakage_growth=1e6, sanctions_years=1.0)
    assert (china.trade_cut(all_, ENFORCED) == 0).all()


def test_russia_matters_only_as_far_as_it_differs_from_the_others():
    alike = MANY.replace_unchecked(russia_enforcement=MANY.others_enforcement)
    alone = alike.replace_unchecked(russia_share_of_rest=0.0)
    close(china.trade_cut(alike, ENFORCED), china.trade_cut(alone, ENFORCED))
    gap = MANY.replace_unchecked(russia_enforcement=0.0)
    lost = MANY.others_enforcement * MANY.russia_share_of_rest
    close(china.rest_enforcement(gap), MANY.others_enforcement - lost)


# -- China's answer, and offers ---------------------------------------------------------------------


def test_chinas_best_answer_is_the_best_on_a_fine_grid():
    grid = np.linspace(0, 1, 20_001)
    for a in each_alone(MANY, range(40)):
        best = grid[np.argmax(china.gain(a, grid))]
        assert china.best_enforcement(a) == pytest.approx(best, abs=1e-4)


HELPS = ("china_motive", "third_country_pressure", *OFFERS)
HINDERS = ("refugee_cost", "geopolitical_loss", "collapse_risk")


@pytest.mark.parametrize("name", [*HELPS, *HINDERS])
def test_china_never_enforces_less_for_more_of_what_helps_or_more_of_what_hinders(name):
    now = china.best_enforcement(MANY)
    for by in (0.01, 0.1, 0.5):
        change = china.best_enforcement(moved(MANY, name, by)) - now
        assert ((change if name in HELPS else -change) >= -1e-12).all()


def test_offers_can_take_away_every_fear_and_never_make_things_worse():
    whole = MANY.replace_unchecked(**dict.fromkeys(OFFERS, 1.0))
    assert (china.expected_cost(whole) == 0).all()
    close(china.best_enforcement(whole), np.minimum(china.benefit(whole), 1))
    with_, without = china.trade_cut_with_offers(MANY), china.trade_cut_without_offers(MANY)
    assert (with_ >= without - 1e-12).all()
    close(china.trade_cut_with_offers(china.without_offers(MANY)), without)
    free = MANY.replace_unchecked(refugee_cost=0.0)
    paid = free.replace_unchecked(refugee_cost_share=1.0)
    close(china.expected_cost(free), china.expected_cost(paid))


def test_the_enforcement_needed_gives_just_the_bite_needed():
    needed = china.enforcement_needed(MANY)
    can = np.isfinite(needed)
    assert can.sum() > 20
    close(china.trade_cut(MANY, np.where(can, needed, 0))[can], MANY.needed_bite[can])


@pytest.mark.parametrize("name", OFFERS)
def test_offers_bring_china_round_just_when_they_pass_the_break_even(name):
    at = getattr(china, OFFERS[name])(MANY)
    can = np.isfinite(at)
    there = MANY.replace_unchecked(**{name: np.where(can, at, 0)})
    assert can.sum() > 20
    close(china.trade_cut_with_offers(there)[can], MANY.needed_bite[can])
    enough = china.trade_cut_with_offers(MANY) >= MANY.needed_bite
    offered = getattr(MANY, name)
    assert ((enough == (offered >= at)) | np.isclose(offered, at, atol=1e-9)).all()


def test_leverage_and_the_feared_collapse_rise_together():
    more = moved(MANY, "third_country_pressure", 0.1)
    assert (china.collapse_added(more) >= china.collapse_added(MANY)).all()
    assert (
        (china.collapse_added(MANY) >= 0) & (china.collapse_added(MANY) <= MANY.collapse_risk)
    ).all()


# -- what the pictures show -------------------------------------------------------------------------


@given(any_world, st.floats(0, 1))
def test_nothing_is_lost_between_the_stages_of_the_waterfall(a, e):
    fall = china.waterfall(a, e)
    assert fall["end"][0] == a.sanctions_scope
    assert np.array_equal(fall["end"][:-1], fall["start"][1:])
    assert fall["start"][-1] == pytest.approx(china.trade_cut(a, e), **EXACT)
    assert (fall["end"][1:] <= fall["start"][1:] + 1e-12).all()


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
