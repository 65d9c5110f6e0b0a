"""Every edit of assumptions.toml that breaks a rule ends in one sentence: where, what, fix."""

import re
import shutil
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from worlds import AUTHOR, CRITIC, DEFAULT, worlds

from sevensteps.assumptions import (
    EVIDENCE,
    Assumption,
    assumptions,
    evidence_line,
    fingerprint,
    parameters_read,
    percent,
)
from sevensteps.data import DATA, DataProblem, keys, references, trade_shares

TEXT = (DATA / "assumptions.toml").read_text(encoding="utf-8")
RECORD = """
[mood]
title = "Mood"
value = 0.5
low = 0.0
high = 1.0
unit = "share of days"
evidence = "guessed"
why = "Nobody asked."
"""


@pytest.fixture
def written(tmp_path):
    """Reads a folder like data/ whose assumptions.toml holds this text."""
    for name in ("references.bib", "claims.toml", "steps.toml"):
        shutil.copy(DATA / name, tmp_path)

    def read(text):
        (tmp_path / "assumptions.toml").write_text(text, encoding="utf-8")
        return assumptions(tmp_path)

    return read


def test_a_record_needs_only_its_required_fields(written):
    mood = written(RECORD).records["mood"]
    assert (mood.value, mood.role, mood.increment) == (0.5, "uncertainty", 0.05)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("value = 0.5", "", ["[mood]", "'value' is missing"]),
        ('unit = "share of days"', "", ["[mood]", "'unit' is missing"]),
        ('unit = "share of days"', 'unit = " "', ["unit = ' ' is not text"]),
        ("value = 0.5", 'value = "half"', ["value = 'half' is not a number", "as in 0.5"]),
        ("value = 0.5", "value = true", ["value = True is not a number"]),
        ("value = 0.5", "value = nan", ["is not a number up to 1e+15"]),
        ("high = 1.0", "high = inf", ["is not a number up to 1e+15"]),
        ('title = "Mood"', "title = 3", ["title = 3 is not text"]),
        ("low = 0.0", "low = 2.0", ["low = 2 is not below high = 1"]),
        ("value = 0.5", "value = 1.5", ["value = 1.5 is outside low to high, 0 to 1"]),
        ("value = 0.5", "value = 0.5\nauthor = 3.0\nauthor_source = 'our number, for x'",
         ["author = 3 is outside"]),
        ("value = 0.5", "value = 0.5\nsettings = { wild = 9 }", ["settings.wild = 9 is outside"]),
        ("value = 0.5", "value = 0.5\nsettings = { odd = 'x' }", ["settings.odd", "not a number"]),
        ("value = 0.5", "value = 0.5\nsettings = 3", ["settings = 3 is not a table"]),
        ("value = 0.5", "value = 0.5\nsettings = { wild = 0.5 }\nno_change = 'wide'",
         ["no_change = 'wide' is none of wild", "'wild'"]),
        ("value = 0.5", "value = 0.5\nincrement = 0.4", ["increments of 0.4", "round it"]),
        ("value = 0.5", "value = 0.5\nincrement = -1.0", ["increment = -1 does not fit"]),
        ("value = 0.5", "value = 0.123456789", ["needs an increment", "round them, or add a line"]),
        ("high = 1.0", "high = 1.5", ["high = 1.5 is above 1", "lower it"]),
        ("low = 0.0", "low = -0.5", ["low = -0.5 is below 0", "raise it"]),
        ("low = 0.0", "low = 0.0\nat_least = 0.1", ["low = 0 is below 0.1", "raise it"]),
        ("high = 1.0", "high = 1.0\nat_most = 0.9", ["high = 1 is above 0.9", "lower it"]),
        ("high = 1.0", "high = 1.0\nat_most = 'x'", ["at_most = 'x' is not a number"]),
        ("value = 0.5", f"value = 1{'0' * 400}", ["is not a number up to 1e+15"]),
        ("value = 0.5", f"value = 1{'0' * 5000}", ["digits: fix that line"]),
        ("value = 0.5", f"value = 0.5\nsymbol = {list(range(999))}", ["symbol = [0, 1", "not text"]),
        ("value = 0.5", "value = 0.5\nsource = ';'", ["source = ';' names no work"]),
        ("value = 0.5", f"value = 0.5\nclaim = '{'x' * 9999}'", ["xx…", "claims.toml"]),
        ("high = 1.0", "high = 1e6\nat_most = 1e6\nincrement = 0.5", ["positions from low to high"]),
        ('why = "Nobody asked."', 'why = "x"\nclaim = "C6aa"', ["'C6aa' is not in claims.toml", "'C6a'"]),
        ("value = 0.5", "value = 0.5\nvalu = 1", ["unknown field 'valu'", "'value'"]),
        ("value = 0.5", "value = 0.5\nauthor = 0.4", ["author_source", "say where author = 0.4"]),
        ("value = 0.5", "value = 0.5\ncritic = 0.4\ncritic_source = 'my uncle'", ["'my uncle'"]),
        ("value = 0.5", "value = 0.5\ncritic_source = 'noland-2008'", ["critic_source and no critic"]),
        ('"guessed"', '"gussed"', ["evidence = 'gussed' is none of measured", "'guessed'"]),
        ("value = 0.5", "value = 0.5\nrole = 'wish'", ["role = 'wish' is none of"]),
        ('why = "Nobody asked."', "", ["guessed and does not say why"]),
        ('"guessed"', '"measured"', ["is measured and lacks source or where"]),
        ("value = 0.5", "value = 0.5\nsource = 'noland-2080'",
         ["'noland-2080' is not in references.bib", "'noland-2008'"]),
        ("[mood]", "[replace]", ["[replace]", "cannot be a name"]),
        *(("[mood]", f'["{name}"]', ["cannot be a name", "small letters"])
          for name in ("bad mood", "class", "lambda", "None", "ü", "ﬁ", "Mood", "1x", "_x", "records")),
        ("[mood]", "mood = 3\n[temper]", ["[mood]", "is a bare value"]),
        (RECORD, RECORD + RECORD, ["assumptions.toml", "mood"]),
        ("value = 0.5", "value = = 0.5", ["assumptions.toml", "line"]),
        (RECORD, "", ["holds no assumption"]),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_in_one_sentence(written, old, new, says):
    assert old in RECORD
    with pytest.raises(DataProblem) as problem:
        written(RECORD.replace(old, new, 1))
    text = str(problem.value)
    assert all(word in text for word in ["assumptions.toml", *says]), text
    assert "\n" not in text and len(text) < 300


def test_a_missing_file_is_told_in_one_sentence(tmp_path):
    for name in ("references.bib", "claims.toml", "steps.toml"):
        shutil.copy(DATA / name, tmp_path)
    with pytest.raises(DataProblem, match=r"assumptions\.toml"):
        assumptions(tmp_path)


def test_an_edit_is_seen_without_a_restart(written):
    assert written(RECORD).mood == 0.5
    assert written(RECORD.replace("value = 0.5", "value = 0.75")).mood == 0.75


def test_a_choice_given_a_setting_that_its_model_does_not_know_is_refused(written):
    choice = RECORD.replace('"share of days"', '"choice"\nat_most = 1\nincrement = 1')
    choice = choice.replace("0.5", "0").replace("0.0", "0").replace("1.0", "1")
    two = choice + 'settings = { "good" = 0, "bad" = 1 }\n'
    assert written(two).mood == 0
    with pytest.raises(DataProblem, match="high = 2 is above 1, the most"):
        written(two.replace("high = 1", "high = 2").replace('"bad" = 1', '"bad" = 1, "odd" = 2'))


def test_a_record_that_is_gone_is_missed_by_name_with_file_and_mend(written):
    a = written(RECORD)
    for gone in (lambda: a.leakage, lambda: a.records["leakage"], lambda: a.replace(leakage=0.5)):
        with pytest.raises(
            DataProblem, match="assumptions.toml has no assumption 'leakage'"
        ) as said:
            gone()
        assert "git restore data/assumptions.toml" in str(said.value)
    assert not hasattr(a, "leakage") and "leakage" not in a.records


def test_a_misspelt_name_says_which_was_meant():
    with pytest.raises(AttributeError, match="china_trade_share"):
        _ = DEFAULT.china_trade_shore
    with pytest.raises(DataProblem, match="china_trade_share"):
        DEFAULT.replace(china_trade_shore=0.5)


@pytest.mark.parametrize("wild", [7, -1, float("inf"), [0.5, 7]])
def test_a_wild_value_is_told_its_range(wild):
    with pytest.raises(DataProblem, match=r"choose a value from 0\.1 to 0\.9"):
        DEFAULT.replace(needed_bite=wild)


def test_a_range_that_the_models_end_at_is_not_to_be_widened():
    with pytest.raises(DataProblem, match="0 to 0.95$") as said:
        DEFAULT.replace(russia_enforcement=1.5)
    assert "widen" not in str(said.value)
    with pytest.raises(DataProblem, match="or widen low and high"):
        DEFAULT.replace(russia_enforcement=0.99)


LONG = [10**400, 10**5000, list(range(100_000)), "x" * 10_000, [None] * 9999]


@pytest.mark.parametrize("value", LONG, ids=["digits", "more", "numbers", "text", "nothings"])
def test_what_is_long_is_said_again_in_short(value):
    with pytest.raises(DataProblem, match="^needed_bite = ") as said:
        DEFAULT.replace(needed_bite=value)
    assert len(str(said.value)) < 250


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.array, np.int64, Fraction])
def test_another_kind_of_number_is_taken_as_a_plain_one(kind):
    taken = DEFAULT.replace(sanctions_years=kind(7))
    assert type(taken.sanctions_years) in (int, float) and taken.sanctions_years == 7


def test_no_name_of_ours_stands_in_the_way_of_a_misspelt_one():
    with pytest.raises(DataProblem, match="no assumption 'self'"):
        DEFAULT.replace(self=1)


@pytest.mark.parametrize("nonsense", ["half", None, True, float("nan"), object(), [0.5, None]])
def test_what_is_no_number_is_refused_even_beyond_the_range(nonsense):
    with pytest.raises(DataProblem, match="not a number"):
        DEFAULT.replace_unchecked(needed_bite=nonsense)


def test_assumptions_are_frozen():
    with pytest.raises(AttributeError, match="frozen"):
        DEFAULT.needed_bite = 0.5
    with pytest.raises(TypeError):
        DEFAULT.records["needed_bite"] = None
    with pytest.raises(AttributeError):
        DEFAULT.records["needed_bite"].value = 0.5


def test_a_scenario_is_a_difference():
    changed = DEFAULT.replace(needed_bite=0.5)
    assert changed.changed() == {"needed_bite": 0.5}
    assert DEFAULT.changed() == {}
    assert changed.replace(needed_bite=DEFAULT.needed_bite) == DEFAULT
    assert changed != DEFAULT
    assert repr(changed) == "assumptions().replace(needed_bite=0.5)"
    assert repr(DEFAULT) == "assumptions()"


def test_no_preset_by_another_name():
    with pytest.raises(DataProblem, match="author or critic"):
        DEFAULT.preset("me")


def test_a_value_may_be_an_array_of_draws():
    draws = DEFAULT.replace(needed_bite=np.array([0.2, 0.4]))
    assert draws != DEFAULT
    assert draws.changed().keys() == {"needed_bite"}


def test_what_a_model_rests_on_is_what_it_reads():
    read = parameters_read(
        lambda a: a.replace(leakage=0.5).leakage + a.replace_unchecked(needed_bite=1).needed_bite,
        DEFAULT,
    )
    assert [r.name for r in read] == ["needed_bite", "leakage"]
    assert parameters_read(lambda a: 1, DEFAULT) == ()


def test_evidence_is_counted_in_words():
    def marked(e):
        return Assumption("x", "X", 0, 0, 1, "u", e)

    both = evidence_line([marked("guessed"), marked("measured"), marked("guessed")])
    assert both == "rests on 3 assumptions: 1 measured, 2 guessed"
    assert evidence_line([]) == "rests on 0 assumptions: none"


def test_shares_are_read_in_per_cent_and_rates_with_their_unit():
    assert [percent(v) for v in (0, 0.5, 0.125, 1, -0.00001)] == [
        "0%",
        "50%",
        "12.5%",
        "100%",
        "0%",
    ]
    assert DEFAULT.records["leakage_growth"].show(0.25) == "0.25 per year"
    assert DEFAULT.records["refugee_cost"].show(0.3) == "0.3"


@given(worlds(step=6))
def test_the_fingerprint_is_of_the_data_and_not_of_the_changes(a):
    assert fingerprint(a) == fingerprint(DEFAULT)


@pytest.mark.parametrize("edit", [("value = 0.5", "value = 0.55"), ("high = 1.0", "high = 0.9"),
                                  ("[mood]", "[temper]"), ("value = 0.5", "value = 0.5\nincrement = 0.1")])  # fmt: skip
def test_the_fingerprint_changes_with_what_a_code_means(written, edit):
    assert fingerprint(written(RECORD)) != fingerprint(written(RECORD.replace(*edit, 1)))


def test_the_fingerprint_does_not_change_with_spelling_alone(written):
    assert fingerprint(written(RECORD)) == fingerprint(
        written("# note\n" + RECORD.replace("Mood", "M"))
    )


def test_a_choice_takes_its_named_settings_and_nothing_in_between():
    with pytest.raises(
        DataProblem, match=r"is not a setting: use one of 0 \(ignore\), 1 \(punish\)"
    ):
        DEFAULT.replace(contempt_answer=0.5)
    assert DEFAULT.replace(contempt_answer=1).contempt_answer == 1


# -- the data as they stand ----------------------------------------------------------------------


def test_author_and_critic_stand_on_opposite_sides_of_the_default():
    for r in DEFAULT.records.values():
        if r.author is not None and r.critic is not None:
            assert (r.author - r.value) * (r.critic - r.value) <= 0, r.name


def test_author_and_critic_have_a_say_in_the_same_assumptions():
    for r in DEFAULT.records.values():
        assert (r.author is None) == (r.critic is None), r.name


def test_presets_differ_from_the_default_and_from_each_other():
    assert AUTHOR != DEFAULT != CRITIC != AUTHOR


def test_every_number_says_what_it_is():
    known = references()
    for r in DEFAULT.records.values():
        assert r.evidence in EVIDENCE
        assert all(key in known for key in keys(r.source))
        assert (r.source and r.where) or (r.evidence == "guessed" and r.why)
        assert not re.search(r"\s{2,}", r.why + r.title + r.unit), r.name


def test_keys_named_inside_our_numbers_are_in_the_bibliography():
    known = references()
    for r in DEFAULT.records.values():
        for key in re.findall(r"\(([a-z-]+-\d{4})\)", r.author_source + r.critic_source):
            assert key in known, (r.name, key)


def test_measured_shares_are_those_of_the_trade_table():
    found = trade_shares().set_index(["year", "denominator"])["share"]
    r = DEFAULT.records["china_trade_share"]
    named = dict(r.settings)
    assert len(named) == 4
    for label, value in named.items():
        year, _, denominator = label.partition(", ")
        assert abs(value - found[int(year), denominator]) <= r.increment / 2
    assert r.value == named["2009, South counted"]
    assert r.author == named["2009, South left out"]
    assert r.critic == named["2007, South counted"]
