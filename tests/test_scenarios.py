"""What could be done and what counts, as data: what scenarios.toml holds, and what an edit is told."""

import shutil

import numpy as np
import pytest
from worlds import DEFAULT

from sevensteps.assumptions import CHOICE
from sevensteps.codes import code, read
from sevensteps.data import DATA, DataProblem, keys, references
from sevensteps.scenarios import Levers, scenarios

PLANS = scenarios()
TEXT = (DATA / "scenarios.toml").read_text(encoding="utf-8")
FILES = ("assumptions.toml", "claims.toml", "references.bib", "steps.toml")

SMALL = """
[lever.talk]
title = "Seeks talks"
step = 2
unit = "share of the time"
low = 0.0
high = 1.0
increment = 0.05

[lever.troops]
title = "US forces left"
step = 7
unit = "share"
low = 0.0
high = 1.0
increment = 0.05

[criterion.war]
title = "War"
unit = "probability"
anchor = 1.0
weight = "weight_war"

[strategy.drift]
title = "Drift"
baseline = true
talk = 0.5
troops = 1.0

[strategy.leave]
title = "Leave"
source = "bandow-2009"
troops = 0.0
because = { troops = "paragraph 11" }

[preset.calm]
title = "Calm"
about = "Talks calm."
favours = "drift"
source = "cha-2009"

[preset.calm.sets]
talk_effect = { value = 0.4, source = "cha-2009", why = "They do." }
deal_form = { value = 1, source = "cha-2009", why = "It adds up." }
"""


@pytest.fixture
def written(tmp_path):
    """Reads a folder like data/ whose scenarios.toml holds this text."""
    for name in FILES:
        shutil.copy(DATA / name, tmp_path)

    def reader(text):
        (tmp_path / "scenarios.toml").write_text(text, encoding="utf-8")
        return scenarios(tmp_path)

    return reader


def told(reader, text: str) -> str:
    """The one short sentence that this text leads to."""
    with pytest.raises(DataProblem) as caught:
        reader(text)
    said = str(caught.value)
    assert said.startswith("scenarios.toml") and "\n" not in said and len(said) < 300, said
    return said


# -- as shipped ----------------------------------------------------------------------------------


def test_a_lever_that_a_strategy_does_not_name_stays_as_in_the_baseline():
    base = PLANS.strategies[PLANS.baseline].levers
    for name, strategy in PLANS.strategies.items():
        block = TEXT.partition(f"[strategy.{name}]\n")[2].partition("\n[")[0]
        for lever, value in strategy.levers.items():
            if f"\n{lever} = " not in block:
                assert value == base[lever], (name, lever)


def test_each_lever_says_where_its_coding_is_from_or_that_it_is_ours():
    op_ed = PLANS.strategies["op_ed"]
    assert "paragraph 8" in op_ed.because["reward_provocation"]
    assert "withdrawal_years" not in op_ed.because
    for strategy in PLANS.strategies.values():
        assert set(strategy.because) <= set(PLANS.levers)


def test_the_op_ed_cites_a_paragraph_for_each_lever_of_its_steps():
    for name in ("op_ed", "op_ed_with_troops"):
        strategy = PLANS.strategies[name]
        coded = [r for r in strategy.because.values() if r.startswith("paragraph ")]
        assert len(coded) == len(strategy.because) >= 9


def test_a_bundle_is_a_row_a_strategy_and_a_number_a_lever():
    columns, two = PLANS.bundle(), PLANS.bundle("op_ed", "drift")
    assert columns.talk.shape == (len(PLANS.strategies), 1)
    assert two.talk.tolist() == [[PLANS.strategies["op_ed"].levers["talk"]], [PLANS.base().talk]]
    assert set(vars(columns)) == set(PLANS.levers)
    assert np.ndim(PLANS.base().troops) == 0


@pytest.mark.parametrize("preset", PLANS.presets.values(), ids=lambda p: p.name)
def test_a_preset_is_a_difference_and_leaves_every_other_default_alone(preset):
    moved = preset.of(DEFAULT.replace(needed_bite=0.5)).changed()
    assert set(moved) <= set(preset.sets)
    assert all(preset.sets[n].value == v for n, v in moved.items())
    assert moved and "needed_bite" not in moved


@pytest.mark.parametrize("preset", PLANS.presets.values(), ids=lambda p: p.name)
def test_a_preset_can_be_spoken_as_a_code(preset):
    theirs = preset.of(DEFAULT)
    assert read(code(theirs), DEFAULT).assumptions == theirs


def test_each_preset_favours_a_strategy_and_no_two_favour_the_same():
    favoured = [p.favours for p in PLANS.presets.values()]
    assert set(favoured) <= set(PLANS.strategies) and len(set(favoured)) == len(favoured)


def test_every_source_is_in_the_bibliography_and_every_number_of_a_preset_has_an_argument():
    known = references()
    for one in (*PLANS.strategies.values(), *PLANS.presets.values()):
        assert all(key in known for key in keys(one.source))
    for preset in PLANS.presets.values():
        for setting in preset.sets.values():
            assert keys(setting.source) and setting.why.endswith(".")


def test_each_criterion_is_weighed_by_an_assumption_of_its_own():
    weights = [c.weight for c in PLANS.criteria.values()]
    assert set(weights) <= set(DEFAULT.records) and len(set(weights)) == len(weights)


def test_what_was_read_is_frozen():
    for part in (PLANS.strategies, PLANS.levers, PLANS.strategies["op_ed"].levers):
        with pytest.raises(TypeError):
            part["talk"] = 0.5
    with pytest.raises(AttributeError):
        PLANS.strategies["op_ed"].title = "x"


# -- edits ---------------------------------------------------------------------------------------


def test_a_strategy_is_added_in_a_few_lines(written):
    new = '\n[strategy.leave_and_talk]\ntitle = "Leave and talk"\ntalk = 1.0\ntroops = 0.0\n'
    plans = written(TEXT + new)
    assert list(plans.strategies) == [*PLANS.strategies, "leave_and_talk"]
    levers = plans.strategies["leave_and_talk"].levers
    assert levers == {**PLANS.strategies[PLANS.baseline].levers, "talk": 1.0, "troops": 0.0}
    assert not plans.strategies["leave_and_talk"].because


def test_a_preset_is_added_in_a_few_lines_and_presets_can_do_without(written):
    assert written(SMALL).preset("calm").of(DEFAULT).changed() == {
        "talk_effect": 0.4,
        "deal_form": 1,
    }
    assert not written(SMALL.partition("[preset.calm]")[0]).presets


def test_an_edit_is_seen_without_a_restart(written):
    assert written(SMALL).strategies["leave"].levers["talk"] == 0.5
    assert (
        written(SMALL.replace("talk = 0.5", "talk = 0.6")).strategies["leave"].levers["talk"] == 0.6
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # the file
        (SMALL, "", ["holds no lever", "git restore data/scenarios.toml"]),
        ("[strategy.leave]", "[stategy.leave]", ["[stategy]", "'strategy'", "head of the file"]),
        (SMALL, "strategy = 3\n" + SMALL.replace("[strategy.", "[preset."), ["[strategy.NAME]"]),
        ("[preset.calm]", "[[preset]]", ["[preset.NAME]: is a bare value"]),
        ("[strategy.leave]", "[strategy.leave]\n[strategy.leave]", ["line ", "twice"]),
        ("[lever.talk]", "[lever]\ntalk = 3\n[lever.say]", ["[lever.talk]: is a bare value"]),
        ("title = \"Leave\"", "title = Leave", ["line ", "text goes in quotes"]),
        ("talk = 0.5", f"talk = {'9' * 5000}", ["digits: fix that line"]),
        # names
        *(("[strategy.leave]", f'[strategy."{name}"]', ["cannot be a name", "small letters"])
          for name in ("class", "Leave", "ü", "a b", "_x", "")),
        ("[lever.talk]", "[lever.title]", ["[lever.title]", "cannot be a name", "a meaning already"]),
        # levers
        ('title = "Seeks talks"', "", ["[lever.talk]", "'title' is missing"]),
        ('title = "Seeks talks"', "title = 3", ["title = 3 is not text"]),
        ('title = "Seeks talks"', 'titel = "x"', ["unknown field 'titel'", "did you mean 'title'"]),
        ("step = 2", "step = 88", ["step = 88 is not one of 0 to"]),
        ("step = 2", "step = true", ["step = True is not a whole number"]),
        ("step = 2", "step = 2.0", ["step = 2.0 is not a whole number"]),
        ("step = 2", "step = [2]", ["step = [2] is not a whole number"]),
        ("low = 0.0", "low = 1.0", ["low = 1 is not below high = 1"]),
        ("low = 0.0", "low = nan", ["low = nan is not a number"]),
        ("low = 0.0", f"low = 1{'0' * 400}", ["low = 1000", "is not a number"]),
        ("increment = 0.05", "increment = 0.0", ["increment = 0 does not fit"]),
        ("increment = 0.05", "increment = -0.05", ["increment = -0.05 does not fit"]),
        ("increment = 0.05", "increment = 0.3", ["high = 1 is not a whole number of increments"]),
        ("increment = 0.05", "increment = 1e-9", ["positions from low to high"]),
        ("increment = 0.05", "", ["'increment' is missing"]),
        # what counts
        ("anchor = 1.0", "anchor = 0.0", ["[criterion.war]", "anchor = 0 is not above 0"]),
        ("anchor = 1.0", "anchor = true", ["anchor = True is not a number"]),
        ('"weight_war"', '"weight_wra"', ["'weight_wra' is not an assumption", "'weight_war'"]),
        # strategies
        ("baseline = true", "", ["exactly one strategy", "none does"]),
        ("baseline = true", 'baseline = "yes"', ["baseline = 'yes' is not true or false"]),
        ('title = "Leave"', 'title = "Leave"\nbaseline = true', ["drift, leave do"]),
        ('title = "Leave"', 'title = "Leave"\nbaseline = 3', ["[strategy.leave]", "baseline = 3"]),
        ("troops = 1.0", "", ["[strategy.drift]", "the baseline lacks troops", "troops = …"]),
        ("talk = 0.5", "talk = 1.5", ["talk = 1.5 is outside low to high, 0 to 1"]),
        ("talk = 0.5", "talk = 0.33", ["talk = 0.33 is not a whole number of increments of 0.05"]),
        ("talk = 0.5", 'talk = "half"', ["talk = 'half' is not a number", "as in 0.5"]),
        ("talk = 0.5", "talk = 0.5\ntolk = 0.5", ["unknown field 'tolk'", "did you mean 'talk'"]),
        ('title = "Leave"', 'title = "Leave"\nabout = 3', ["about = 3 is not text"]),
        ('"bandow-2009"', '"bandow-2010"', ["'bandow-2010' is not in references.bib"]),
        ('"bandow-2009"', '";"', ["source = ';' names no work"]),
        ('"bandow-2009"', "3", ["source = 3 is not text"]),
        ("{ troops =", "{ tropos =", ["because: 'tropos' is not a lever", "did you mean 'troops'"]),
        ("{ troops =", "{ talk =", ["because names talk", "leaves as it is", "talk = …"]),
        ('{ troops = "paragraph 11" }', "3", ["because = 3 is not a table"]),
        ('"paragraph 11"', "11", ["because.troops = 11 is not text"]),
        # rival views
        ('favours = "drift"', 'favours = "drfit"', ["'drfit' is not a strategy", "'drift'"]),
        ('favours = "drift"', "", ["[preset.calm]", "'favours' is missing"]),
        ("talk_effect =", "talk_efect =", ["sets: 'talk_efect' is not an assumption", "did you mean 'talk_effect'"]),
        ("value = 0.4", "value = 4", ["sets.talk_effect.value = 4 is outside low to high"]),
        ("value = 0.4", "value = 0.41", ["sets.talk_effect.value = 0.41", "increments of 0.05"]),
        ("value = 1,", "value = 0.5,", ["sets.deal_form.value = 0.5 is not a whole number"]),
        ("value = 0.4", "vlaue = 0.4", ["unknown field 'sets.talk_effect.vlaue'", "did you mean 'value'"]),
        ("value = 0.4, ", "", ["'sets.talk_effect.value' is missing"]),
        ('why = "They do."', 'why = ""', ["sets.talk_effect.why = '' is not text"]),
        ('0.4, source = "cha-2009"', '0.4, source = ";"', ["source = ';' names no work"]),
        ('{ value = 0.4, source = "cha-2009", why = "They do." }', "0.4", ["sets.talk_effect is a bare value"]),
        ("[preset.calm.sets]\n", "[preset.calm]\n", ["line "]),
        ("[preset.calm.sets]\n", "sets = 3\n[preset.x]\n", ["sets = 3 is not a table"]),
        (SMALL.partition("[preset.calm.sets]\n")[2], "", ["sets nothing", "a line below it"]),
    ],
)  # fmt: skip
def test_an_edit_that_breaks_a_rule_is_told_with_place_and_mend(written, old, new, says):
    assert old in SMALL
    said = told(written, SMALL.replace(old, new, 1))
    assert all(word in said for word in says), said


def test_what_is_asked_for_and_is_not_there_is_told_by_name_with_file_and_mend():
    asked = {
        "strategy 'op_de'": lambda: PLANS.strategies["op_de"],
        "strategy 'op_ad'": lambda: PLANS.bundle("op_ad"),
        "strategy '3'": lambda: PLANS.bundle(3),
        "strategy": lambda: PLANS.bundle(["op_ed"]),
        "preset 'hawkish'": lambda: PLANS.preset("hawkish"),
        "lever 'tlak'": lambda: PLANS.base().tlak,
        "criterion 'wra'": lambda: PLANS.criteria["wra"],
    }
    for what, ask in asked.items():
        with pytest.raises(DataProblem, match=rf"scenarios\.toml has no {what}") as said:
            ask()
        assert "git restore data/scenarios.toml" in str(said.value)
    assert not hasattr(Levers(talk=1), "tlak")


def test_a_file_that_is_gone_says_how_to_get_it_back(tmp_path):
    for name in FILES:
        shutil.copy(DATA / name, tmp_path)
    with pytest.raises(DataProblem, match=r"scenarios\.toml cannot be read"):
        scenarios(tmp_path)


def test_a_choice_is_set_to_one_of_its_settings_in_every_preset():
    for preset in PLANS.presets.values():
        for name, setting in preset.sets.items():
            r = DEFAULT.records[name]
            assert r.unit != CHOICE or setting.value in r.settings.values()
