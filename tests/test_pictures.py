"""What is drawn is what the model says, and the words beside it are said from what is drawn."""

import json
import math
import shutil

import numpy as np
import pytest
import vl_convert as vlc
from hypothesis import given
from worlds import AUTHOR, CRITIC, DEFAULT, each_alone, random_worlds, worlds

from sevensteps import data as facts
from sevensteps import pictures
from sevensteps.argument import claims
from sevensteps.assumptions import percent
from sevensteps.codes import code
from sevensteps.pictures import argument, china, picture, theme
from sevensteps.pictures.picture import signals
from sevensteps.steps import china as model
from sevensteps.verdicts import judge

VEGA5, SCHEMA = "application/vnd.vega.v5+json", "https://vega.github.io/schema/vega/v5.json"
LIVE = pictures.live_pictures()
FAST = {n: p for n, p in LIVE.items() if n not in pictures.HOMES["whole"]}  # no draws of histories
FACTS = {  # a picture of facts: its tables
    "china_share": ["trade_shares"],
    "trade_by_year": ["trade", "resolutions"],
    "crude_oil": ["oil"],
    "cooperation_record": ["china_record"],
    "deals_timeline": ["deals"],
    "two_lists": ["talk_years"],
    "answers_given": ["responses"],
    "stakes": ["stakes"],
    "income_ratio": ["income"],
    "forces_counted": ["forces"],
    "arsenal_estimates": ["arsenal"],
}
SOME = each_alone(random_worlds(np.random.default_rng(1), 12), range(12))
every_picture = pytest.mark.parametrize("picture", FAST.values(), ids=FAST)


def tables(names):
    """These tables; the shares of trade are worked out from two of them."""
    return [facts.trade_shares() if n == "trade_shares" else facts.table(n) for n in names]


def marks(spec):
    """Every drawn item of a specification, as Vega's own picture graph has it."""

    def walk(node):
        if isinstance(node, dict):
            if "marktype" in node and node["marktype"] != "group":
                yield from ((node["marktype"], item) for item in node.get("items", []))
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    return list(walk(vlc.vega_to_scenegraph(spec)))


def texts(spec):
    """Every piece of text that is drawn."""
    found = [item.get("text", "") for kind, item in marks(spec) if kind == "text"]
    return [" ".join(t) if isinstance(t, list) else str(t) for t in found]


def title(picture, a):
    """What the title of a live picture says with these assumptions."""
    return picture.words(a).title


# -- every picture -------------------------------------------------------------------------------


@pytest.mark.parametrize("a", [DEFAULT, AUTHOR, CRITIC], ids=["default", "author", "critic"])
@pytest.mark.parametrize("picture", LIVE.values(), ids=LIVE)
def test_a_picture_draws_every_row_and_leaves_nothing_without_a_place(picture, a):
    drawn = marks(picture.still(a).spec)
    assert len(drawn) > 5
    places = [item.get(place, 0) for _, item in drawn for place in ("x", "y")]
    assert all(value is not None and math.isfinite(value) for value in places)


@pytest.mark.parametrize("picture", LIVE.values(), ids=LIVE)
def test_a_picture_shows_itself_without_a_network_and_carries_no_data_when_it_is_live(picture):
    tables = picture.compiled()["data"]
    names = {d["name"] for d in tables if "source" not in d and d.get("values") != [{}]}
    assert set(picture.data(DEFAULT)) <= names
    assert all("values" not in d or d["values"] == [{}] for d in tables)
    still = picture.still(DEFAULT)
    shown, _ = still._repr_mimebundle_()
    assert shown["image/png"].startswith(b"\x89PNG")
    assert shown["text/plain"] == repr(still) == still.alt_text
    assert shown[VEGA5]["$schema"] == SCHEMA
    assert "http" not in json.dumps(shown[VEGA5]).replace(SCHEMA, "")


@every_picture
def test_title_alt_text_and_footnote_are_said_from_the_data_and_not_cut_off(picture):
    for a in SOME:
        said = picture.words(a)
        assert said.alt_text.startswith(said.title)
        drawn = signals(said, picture.footnote(a))
        assert len(drawn["title"].split("\n")) == 2
        assert drawn["title"].replace("\n", " ").strip() == said.title
        assert f"code: {code(a)}" in drawn["footnote"].replace("\n", " ")
        assert "guessed" in drawn["footnote"]


@pytest.mark.parametrize("name", FACTS)
def test_a_picture_of_facts_shows_its_points_its_title_and_its_sources_and_changes_no_table(name):
    given = tables(FACTS[name])
    still = getattr(pictures, name)(*given)
    drawn = marks(still.spec)
    assert sum(kind in ("symbol", "rect") for kind, _ in drawn) >= 5
    said = " ".join(texts(still.spec))
    assert still.alt_text.partition(". ")[0].split(":")[0][:40] in said.replace("  ", " ")
    assert " source" in said
    assert all(one.equals(two) for one, two in zip(given, tables(FACTS[name]), strict=True))


# -- what sanctions cut --------------------------------------------------------------------------


@given(worlds(step=6))
def test_the_picture_of_the_bite_says_enough_just_when_the_dot_is_over_the_line(a):
    said = title(pictures.bite, a)
    assert ("not enough" not in said) == (model.trade_cut_now(a) >= a.needed_bite)
    assert percent(model.trade_cut_now(a)) in said


@given(worlds(step=6))
def test_the_map_of_offers_says_what_is_enough_and_just_enough_as_the_model_has_it(a):
    data, said = pictures.offers.shows(a)
    enough = "not enough" not in said.title
    assert enough == (model.trade_cut_with_offers(a) >= a.needed_bite)
    by_offers = "as it would be with no offer" not in said.title
    assert (enough and by_offers) == judge(claims()["C6c"], a).holds
    anywhere = model.trade_cut(a, data["map"]["enforcement"]) >= a.needed_bite
    assert ("Every offer" in said.alt_text) == anywhere.all()
    assert ("No offer" in said.alt_text) == (~anywhere).all()
    assert np.isfinite(data["frontier"]["share"]).all()
    for name, at in (
        ("share of the costs", model.break_even_share(a)),
        ("belief in the promise", model.break_even_promise(a)),
    ):
        if 0 < at <= 1:
            assert f"a {name} of {percent(at)} is just enough" in said.alt_text
        else:
            assert f"no {name} is {'needed' if at <= 0 else 'enough'}" in said.alt_text


@given(worlds(step=6))
def test_the_waterfall_names_the_largest_loss(a):
    data, said = pictures.waterfall.shows(a)
    stages = data["stages"]
    losses = dict(zip(stages["stage"][1:-1], (stages["start"] - stages["end"])[1:-1], strict=True))
    assert max(losses, key=losses.get) in said.title
    assert ("reaches" in said.alt_text) == (model.trade_cut_with_offers(a) >= a.needed_bite - 1e-12)


# -- the map of claims ---------------------------------------------------------------------------


def test_the_map_of_claims_shows_each_verdict():
    for a in SOME:
        verdicts = [judge(claim, a) for claim in claims().values()]
        expected = ["no verdict" if v is None else v.state for v in verdicts]
        assert list(pictures.claims_map.data(a)["cards"]["state"]) == expected


def test_no_two_cards_of_the_map_overlap_and_all_lie_inside():
    place = list(argument.layout().values())
    for i, (x, y) in enumerate(place):
        assert 0 < x < argument.COLUMNS * argument.ACROSS
        for u, v in place[:i]:
            apart = abs(x - u) >= argument.CARD["width"], abs(y - v) >= argument.CARD["height"]
            assert any(apart)


def test_every_support_of_a_claim_is_an_arrow_that_ends_at_its_card():
    columns = pictures.claims_map.data(DEFAULT)
    edges = {f"{c.id} {other}" for c in claims().values() for other in c.supports}
    assert set(columns["edges"]["edge"]) == edges
    place = argument.layout()
    for edge in edges:
        at = [i for i, e in enumerate(columns["edges"]["edge"]) if e == edge]
        for end, name in ((at[0], edge.split()[0]), (at[-1], edge.split()[1])):
            x, y = columns["edges"]["x"][end], columns["edges"]["y"][end]
            assert abs(x - place[name][0]) <= argument.CARD["width"] / 2 + 5
            assert abs(y - place[name][1]) <= argument.CARD["height"] / 2 + 5


# -- facts, colours, words -----------------------------------------------------------------------


def test_a_code_that_cannot_be_written_is_said_in_the_footnote():
    assert "none (a value lies between" in pictures.bite.footnote(
        DEFAULT.replace_unchecked(needed_bite=0.1234)
    )


def test_unverified_figures_are_hollow_and_counted():
    table = facts.trade_shares()
    assert (table["checked"] != "seen").any()
    picture = pictures.china_share(table)
    hollow = [i for k, i in marks(picture.spec) if k == "symbol" and i.get("fill") == "white"]
    assert len(hollow) == (table["checked"] != "seen").sum()
    assert any("not seen in the source" in t for t in texts(picture.spec))


def test_barrels_and_tonnes_meet_at_the_cap():
    said = pictures.crude_oil(facts.table("oil")).alt_text
    oil = facts.table("oil")
    cap = oil[oil["item"].str.startswith("crude") & (oil["kind"] == "cap")]["value"].iloc[0]
    assert f"{cap / china.BARRELS / 1e6:.2f} million tonnes" in said


def test_colours_for_different_things_differ():
    meanings = {"threshold", "bite", "lost", "you", *china.ANSWERS}
    assert len({theme.COLOUR[m] for m in meanings}) == len(meanings)
    assert theme.COLOUR["threshold"] not in theme.HOLDS.values()


def test_a_picture_can_be_read_in_words_alone():
    text = pictures.bite.said(DEFAULT, "C6a").markdown
    assert pictures.bite.still(DEFAULT).alt_text in text
    assert judge(claims()["C6a"], DEFAULT).sentence in text
    text = pictures.bite.said_at(DEFAULT, "china_cooperation").markdown
    assert all(f"**{s}**" in text for s in ("no", "partly", "fully"))
    assert text.count("not enough") == 1


def test_edited_data_are_compiled_anew(monkeypatch, tmp_path):
    assert pictures.bite.name == "bite"
    before = picture._fingerprint()
    shutil.copytree(facts.DATA, tmp_path / "data")
    monkeypatch.setattr(picture, "DATA", tmp_path / "data")
    assert picture._fingerprint() == before
    (tmp_path / "data" / "claims.toml").write_text("edited")
    assert picture._fingerprint() != before
