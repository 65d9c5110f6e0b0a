"""What is drawn is what the model says, and the words beside it are said from what is drawn."""

import json
import math

import numpy as np
import pytest
import vl_convert as vlc
from hypothesis import given, settings
from worlds import AUTHOR, CRITIC, DEFAULT, any_world

from sevensteps import charts, pictures
from sevensteps import data as facts
from sevensteps.argument import claims
from sevensteps.assumptions import percent
from sevensteps.codes import code
from sevensteps.pictures import argument, theme
from sevensteps.pictures.picture import signals
from sevensteps.steps import china
from sevensteps.verdicts import judge

SCENES = {
    "bite": pictures.bite,
    "offers": pictures.offers,
    "waterfall": pictures.waterfall,
    "map": pictures.claims_map,
    "beliefs": pictures.beliefs,
    "tries": pictures.tries,
    "survival": pictures.survival,
    "threat": pictures.threat,
    "years": pictures.years,
    "identification": pictures.identification,
    "decision": pictures.decision,
    "policy": pictures.policy,
    "bifurcation": pictures.bifurcation,
    "game": pictures.game,
    "influence": pictures.influence,
    "settlement": pictures.settlement,
    "distance": pictures.distance,
    "balance": pictures.balance,
    "frontier": pictures.frontier,
    "ledger": pictures.ledger,
    "fan": pictures.fan,
    "refreeze": pictures.refreeze,
    "plane": pictures.plane,
}
FACTS = {
    "share": lambda: charts.china_share(facts.trade_shares()),
    "trade": lambda: charts.trade_by_year(facts.table("trade"), facts.table("resolutions")),
    "oil": lambda: charts.crude_oil(facts.table("oil")),
    "record": lambda: charts.cooperation_record(facts.table("china_record")),
    "deals": lambda: charts.deals_timeline(facts.table("deals")),
    "lists": lambda: charts.two_lists(facts.table("talk_years")),
    "answers": lambda: charts.answers_given(facts.table("responses")),
    "stakes": lambda: charts.stakes(facts.table("stakes")),
    "income": lambda: charts.income_ratio(facts.table("income")),
    "forces": lambda: charts.forces_counted(facts.table("forces")),
    "arsenal": lambda: charts.arsenal_estimates(facts.table("arsenal")),
}
every_picture = pytest.mark.parametrize("picture", SCENES.values(), ids=SCENES)
every_fact = pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)


def marks(spec):
    """Every drawn item of a Vega-Lite spec, as Vega's own picture graph has it."""

    def walk(node):
        if isinstance(node, dict):
            if "marktype" in node and node["marktype"] != "group":
                yield from ((node["marktype"], item) for item in node.get("items", []))
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    return list(walk(vlc.vega_to_scenegraph(theme.vega(spec))))


def texts(spec):
    """Every piece of text that is drawn."""
    found = [item.get("text", "") for kind, item in marks(spec) if kind == "text"]
    return [" ".join(t) if isinstance(t, list) else str(t) for t in found]


@every_picture
@pytest.mark.parametrize("a", [DEFAULT, AUTHOR, CRITIC], ids=["default", "author", "critic"])
def test_a_scene_draws_every_row_and_leaves_nothing_without_a_place(picture, a):
    drawn = marks(dict(picture.still(a).spec))
    assert len(drawn) > 5
    for _, item in drawn:
        for place in ("x", "y"):
            value = item.get(place, 0)
            assert value is not None and math.isfinite(value)


@every_fact
def test_a_chart_of_facts_shows_its_points_its_finding_and_its_sources(fact):
    picture = fact()
    shapes = [item for kind, item in marks(dict(picture.spec)) if kind in ("symbol", "rect")]
    assert len(shapes) >= 5
    said = " ".join(texts(dict(picture.spec)))
    finding = picture.alt_text.partition(". ")[0]
    assert finding.split(":")[0][:40] in said.replace("  ", " ") or finding[:30] in said
    assert " source" in said


@every_picture
@given(a=any_world)
@settings(max_examples=25)
def test_title_twin_and_foot_are_said_from_the_data(picture, a):
    columns = picture.data(a)
    said = picture.words(columns)
    assert said.alt_text.startswith(said.title)
    drawn = signals(said, picture.footnote(a))
    assert len(drawn["title"].split("\n")) == 2
    assert "…" not in drawn["title"]
    assert f"code: {code(a)}" in drawn["footnote"].replace("\n", " ")
    assert "guessed" in drawn["footnote"]


@every_picture
@given(a=any_world)
@settings(max_examples=25)
def test_no_finding_is_cut_off_by_its_two_lines(picture, a):
    said = picture.words(picture.data(a))
    shown = signals(said, "")["title"].replace("\n", " ").strip()
    assert shown == said.title


@given(any_world)
def test_the_bite_chart_says_enough_just_when_the_dot_is_over_the_line(a):
    said = pictures.bite.words(pictures.bite.data(a)).title
    assert ("not enough" not in said) == (china.trade_cut_now(a) >= a.needed_bite)
    assert percent(china.trade_cut_now(a)) in said


@given(any_world)
def test_the_map_of_offers_says_enough_and_by_the_offers_just_when_c6c_holds(a):
    columns = pictures.offers.data(a)
    said = pictures.offers.words(columns)
    enough = "not enough" not in said.title
    assert enough == (china.trade_cut_with_offers(a) >= a.needed_bite)
    needed = "as it would be with no offer" not in said.title
    assert (enough and needed) == judge(claims()["C6c"], a).holds
    anywhere = china.trade_cut(a, columns["map"]["enforcement"]) >= a.needed_bite
    assert ("Every offer" in said.alt_text) == anywhere.all()
    assert ("No offer" in said.alt_text) == (~anywhere).all()


@given(any_world)
def test_the_break_even_is_said_as_the_model_has_it(a):
    said = pictures.offers.words(pictures.offers.data(a)).alt_text
    for name, at in (
        ("share of the costs", china.break_even_share(a)),
        ("belief in the promise", china.break_even_promise(a)),
    ):
        if 0 < at <= 1:
            assert f"a {name} of {percent(at)} is just enough" in said
        else:
            assert f"no {name} is {'needed' if at <= 0 else 'enough'}" in said


@given(any_world)
def test_the_frontier_keeps_to_the_finite(a):
    line = pictures.offers.data(a)["frontier"]
    assert np.isfinite(line["share"]).all()


@given(any_world)
def test_the_waterfall_names_the_largest_loss(a):
    columns = pictures.waterfall.data(a)
    stages = columns["stages"]
    losses = dict(zip(stages["stage"][1:-1], (stages["start"] - stages["end"])[1:-1], strict=True))
    said = pictures.waterfall.words(columns)
    assert max(losses, key=losses.get) in said.title
    assert ("reaches" in said.alt_text) == (china.trade_cut_with_offers(a) >= a.needed_bite - 1e-12)


@given(any_world)
@settings(max_examples=20)
def test_the_map_of_claims_shows_each_verdict(a):
    cards = pictures.claims_map.data(a)["cards"]
    for claim, state in zip(claims().values(), cards["state"], strict=True):
        verdict = judge(claim, a)
        expected = "no verdict" if verdict is None else verdict.state
        assert state == expected


def test_no_two_cards_of_the_map_overlap_and_all_lie_inside():
    place = list(argument._layout().values())
    for i, (x, y) in enumerate(place):
        assert 0 < x < argument.COLUMNS * charts.CARD["across"]
        for u, v in place[:i]:
            apart = abs(x - u) >= charts.CARD["width"], abs(y - v) >= charts.CARD["height"]
            assert any(apart)


def test_every_support_of_a_claim_is_an_arrow_that_ends_at_its_card():
    columns = pictures.claims_map.data(DEFAULT)
    edges = {f"{c.id} {other}" for c in claims().values() for other in c.supports}
    assert set(columns["edges"]["edge"]) == edges
    place = argument._layout()
    for edge in edges:
        at = [i for i, e in enumerate(columns["edges"]["edge"]) if e == edge]
        for end, name in ((at[0], edge.split()[0]), (at[-1], edge.split()[1])):
            x, y = columns["edges"]["x"][end], columns["edges"]["y"][end]
            assert abs(x - place[name][0]) <= charts.CARD["width"] / 2 + 5
            assert abs(y - place[name][1]) <= charts.CARD["height"] / 2 + 5


@every_picture
def test_the_live_drawing_carries_no_data_of_its_own(picture):
    spec = picture.compiled()
    names = {d["name"] for d in spec["data"] if "source" not in d and d.get("values") != [{}]}
    assert set(picture.data(DEFAULT)) <= names
    assert all("values" not in d or d["values"] == [{}] for d in spec["data"])


@every_picture
def test_a_picture_shows_itself_without_a_network_and_without_a_kernel(picture):
    shown, _ = picture.still(DEFAULT)._repr_mimebundle_()
    assert shown["image/png"].startswith(b"\x89PNG")
    assert "v5.json" in shown["application/vnd.vega.v5+json"]["$schema"]
    assert shown["text/plain"] == repr(picture.still(DEFAULT))
    assert "http" not in json.dumps(shown["application/vnd.vega.v5+json"]).replace(
        "https://vega.github.io/schema/vega/v5.json", ""
    )


def test_a_code_that_cannot_be_written_is_said_at_the_foot():
    assert "none (a value lies between" in pictures.bite.footnote(
        DEFAULT.replace_unchecked(needed_bite=0.1234)
    )


def test_unverified_figures_are_hollow_and_counted():
    table = facts.trade_shares()
    assert (table["checked"] != "seen").any()
    picture = charts.china_share(table)
    hollow = [i for k, i in marks(dict(picture.spec)) if k == "symbol" and i.get("fill") == "white"]
    assert len(hollow) == (table["checked"] != "seen").sum()
    assert any("not seen in the source" in t for t in texts(dict(picture.spec)))


@every_fact
def test_a_chart_never_changes_the_table_it_was_given(fact):
    before = [facts.table(n) for n in facts.tables()]
    fact()
    for name, table in zip(facts.tables(), before, strict=True):
        assert facts.table(name).equals(table)


def test_barrels_and_tonnes_meet_at_the_cap():
    said = charts.crude_oil(facts.table("oil")).alt_text
    cap = (
        facts.table("oil").query("item.str.startswith('crude') and kind == 'cap'")["value"].iloc[0]
    )
    assert f"{cap / charts.BARRELS / 1e6:.2f} million tonnes" in said


def test_colours_for_different_things_differ():
    meanings = {"threshold", "bite", "lost", "you", *charts.ANSWERS}
    assert len({charts.COLOUR[m] for m in meanings}) == len(meanings)
    assert charts.COLOUR["threshold"] not in charts.HOLDS.values()


@pytest.mark.parametrize("words", ["said", "said_at"])
def test_a_scene_can_be_read_in_words_alone(words):
    if words == "said":
        text = pictures.bite.said(DEFAULT, "C6a").markdown
        assert pictures.bite.still(DEFAULT).alt_text in text
        assert judge(claims()["C6a"], DEFAULT).sentence in text
    else:
        text = pictures.bite.said_at(DEFAULT, "china_cooperation").markdown
        assert all(f"**{s}**" in text for s in ("no", "partly", "fully"))
        assert text.count("not enough") == 1
