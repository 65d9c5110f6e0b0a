"""The argument as data: what claims.toml holds, and what is said when an edit breaks it."""

import re
import shutil
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sevensteps.argument import Claim, Comparison, Kind, Rule, claims, step_table, steps_argued
from sevensteps.data import DATA, DataProblem, references

ALL = claims()
FIRST_BELOW = next(f"[{c.id}]" for c in ALL.values() if any(r.is_ == "below" for r in c.verdict))
DESIGNED = [
    "C0a",
    "C0b",
    "C0c",
    "C1a",
    "C1b",
    "C1c",
    "C2a",
    "C2b",
    "C3a",
    "C3b",
    "C3c",
    "C4a",
    "C4b",
    "C4c",
    "C5a",
    "C5b",
    "C6a",
    "C6b",
    "C6c",
    "C7a",
    "C7b",
    "C7c",
]
UNSTATED = {"C1c", "C2c", "C4b", "C4c", "C5c", "C5d", "C6c", "C7c", "C7f", "C7g", "C7h"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of data/ to spoil."""
    return shutil.copytree(DATA, tmp_path / "data")


def problem(folder: Path) -> str:
    with pytest.raises(DataProblem) as caught:
        claims(folder)
    said = str(caught.value)
    assert "\n" not in said
    return said


def spoil(folder: Path, old: str, new: str) -> str:
    """The sentence that follows on replacing `old` in claims.toml where it first stands."""
    path = folder / "claims.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return problem(folder)


# -- what the file holds -------------------------------------------------------------------------


def test_every_claim_of_the_design_is_there():
    assert set(DESIGNED) <= set(ALL)


def test_mixed_claims_are_split():
    assert ALL["C7a"].kind == "fact" and ALL["C7d"].kind == "inference"
    assert ALL["C6c"].kind == "inference" and ALL["C6d"].kind == "recommendation"
    assert (
        ALL["C3d"].kind == "fact" and ALL["C3c"].kind == "inference" and ALL["C3e"].kind == "value"
    )


def test_every_step_has_one_recommendation_or_more_and_its_reasons():
    for step in (one.number for one in steps_argued()):
        kinds = [c.kind for c in ALL.values() if c.step == step]
        assert "recommendation" in kinds and "inference" in kinds, step


def test_a_claim_stands_in_the_paragraph_of_its_step():
    for claim in ALL.values():
        assert claim.paragraph in (
            {3, 4} if claim.step == 0 else {step_table()[claim.step].paragraph}
        )


def test_what_the_op_ed_leaves_unsaid_is_marked_so():
    assert {c.id for c in ALL.values() if not c.stated} == UNSTATED
    assert all(ALL[id].kind == "inference" for id in UNSTATED)


def test_an_id_names_its_step():
    assert all(re.fullmatch(rf"C{c.step}[a-z]", id) and id == c.id for id, c in ALL.items())


def test_claims_come_in_the_order_of_the_article():
    steps = [c.step for c in ALL.values()]
    assert steps == sorted(steps)


def test_every_claim_has_a_best_support_and_a_strongest_objection_with_sources():
    for claim in ALL.values():
        for words, sources in (
            (claim.support, claim.support_source),
            (claim.objection, claim.objection_source),
        ):
            assert words.endswith(".") and sources and set(sources) <= set(references()), claim.id


def test_no_objection_rests_on_the_op_ed_itself():
    assert not any("bandow-2009" in c.objection_source for c in ALL.values())


def test_support_and_objection_are_given_alike_in_length():
    support, objection = (
        sum(len(getattr(c, side)) for c in ALL.values()) for side in ("support", "objection")
    )
    assert 0.75 < support / objection < 1.33


def test_inferences_and_recommendations_say_what_they_need():
    for claim in ALL.values():
        if claim.kind in ("inference", "recommendation"):
            assert claim.needs.startswith("That "), claim.id


def test_the_words_are_plain_and_few():
    for claim in ALL.values():
        assert claim.claim.endswith(".") and len(claim.claim.split()) <= 35, claim.id
        assert 2 <= len(claim.title.split()) <= 9 and not claim.title.endswith("."), claim.id


# -- the map of the argument ---------------------------------------------------------------------


def test_everything_but_the_last_conclusion_and_a_bare_goal_supports_something():
    silent = {c.id for c in ALL.values() if not c.supports}
    assert silent == {"C0c", "C3e"}


def test_every_recommendation_leads_to_the_conclusion():
    def reaches(id: str) -> bool:
        return id == "C0c" or any(reaches(other) for other in ALL[id].supports)

    assert all(reaches(c.id) for c in ALL.values() if c.kind == "recommendation")


def test_withdrawal_is_tied_to_the_promise_to_china_and_only_by_an_unstated_claim():
    into_six = [
        c for c in ALL.values() if c.step == 7 and any(ALL[s].step == 6 for s in c.supports)
    ]
    assert [c.id for c in into_six] == ["C7c"]
    assert not into_six[0].stated


# -- verdicts ------------------------------------------------------------------------------------


def test_a_claim_has_a_rule_or_says_why_it_has_none():
    assert all(bool(c.verdict) != bool(c.no_verdict) for c in ALL.values())


def test_only_inferences_are_judged():
    assert {c.kind for c in ALL.values() if c.verdict} == {"inference"}


def test_futile_without_china_means_too_little_without_it_and_enough_with_it():
    assert ALL["C6a"].verdict == (
        Rule("china.trade_cut_without_china", "below", "needed_bite"),
        Rule("china.trade_cut_with_china", "at least", "needed_bite"),
    )


def test_offers_bring_china_round_if_sanctions_bite_enough_with_them_and_not_without():
    assert ALL["C6c"].verdict == (
        Rule("china.trade_cut_with_offers", "at least", "needed_bite"),
        Rule("china.trade_cut_without_offers", "below", "needed_bite"),
    )


def test_the_norths_programme_and_seouls_own_bomb_are_two_claims():
    assert "leverage" in ALL["C7b"].no_verdict and not ALL["C7b"].verdict
    assert ALL["C7h"].verdict == (
        Rule("forces.bomb_hazard_ratio", "below", "bomb_ratio_that_matters"),
    )
    assert "decoupled" in ALL["C7h"].objection


def test_no_claim_hangs_on_a_source_that_says_something_else():
    """Klingner wants the talks to go on: he stands for pressure beside them, and not for their cost."""
    assert "klingner-2009" not in ALL["C2c"].objection_source
    assert "wants the talks to go on" in ALL["C2b"].objection
    for claim in ALL.values():
        assert "patient" not in claim.objection + claim.support, claim.id


def test_only_steps_without_a_notebook_say_that_it_is_to_come():
    for claim in ALL.values():
        if step_table()[claim.step].notebook:
            assert "still to come" not in claim.no_verdict, claim.id


def test_every_step_with_a_notebook_has_a_claim_with_a_rule():
    for step in (one.number for one in steps_argued()):
        ruled = [c for c in ALL.values() if c.step == step and c.verdict]
        assert ruled or not step_table()[step].notebook, step


# -- reading -------------------------------------------------------------------------------------


def test_claims_are_frozen():
    with pytest.raises(AttributeError):
        ALL["C6a"].claim = "no"
    with pytest.raises(TypeError):
        ALL["C9a"] = ALL["C6a"]
    assert isinstance(ALL["C6a"].supports, tuple)


def test_an_edit_is_seen_at_once(folder):
    assert claims(folder)["C6a"] == ALL["C6a"]
    path = folder / "claims.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("mostly in vain.", "of little use."),
        encoding="utf-8",
    )
    assert "of little use" in claims(folder)["C6a"].claim


TEXT = (DATA / "claims.toml").read_text(encoding="utf-8")
C6A = re.search(r"\[C6a\]\n(.+\n)*?stated = true\n", TEXT)[0]
C6A_SAYS = re.search(r"\[C6a\]\n(?:.+\n)*?(claim = .+)\n", TEXT)[1]
C0A_NO_VERDICT = re.search(r"\[C0a\]\n(?:.+\n)*?(no_verdict = .+\n)", TEXT)[1]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (C6A, C6A + 'clam = "x"\n', ["[C6a]", "unknown field 'clam'", "did you mean 'claim'"]),
        (
            C6A,
            C6A.replace("step = 6\n", ""),
            ["[C6a]", "field 'step' is missing", "a line for step"],
        ),
        (C6A, C6A.replace("6\n", "88\n"), ["[C6a]", "step = 88", "not one of 0 to"]),
        (C6A, C6A.replace("10\n", "12\n"), ["[C6a]", "paragraph = 12", "1 to 11"]),
        (C6A, C6A.replace("6\n", '"six"\n'), ["[C6a]", "step = 'six' is not a whole number"]),
        (C6A, C6A.replace("6\n", "true\n"), ["[C6a]", "step = True is not a whole number"]),
        (C6A, C6A.replace("true", '"yes"'), ["[C6a]", "stated = 'yes' is not true or false"]),
        (C6A, C6A.replace("inference", "infrence"), ["[C6a]", "did you mean 'inference'"]),
        (C6A, C6A + 'no_verdict = "none"\n', ["[C6a]", "both verdict and no_verdict", "keep one"]),
        (
            'is = "below"',
            'is = "under"',
            [FIRST_BELOW, "verdict.1.is = 'under'", "below, at least"],
        ),
        ('is = "below"\n', "", [FIRST_BELOW, "'verdict.1.is' is missing"]),
        ('is = "below"', 'iss = "below"', [FIRST_BELOW, "'verdict.1.iss'", "did you mean 'is'"]),
        ('"needed_bite"', '""', ["[C6a]", "verdict.1.threshold = ''", "not text"]),
        ('"needed_bite"', "true", ["[C6a]", "verdict.1.threshold = True"]),
        (
            '"china.trade_cut_without_china"',
            '"bite"',
            ["[C6a]", "verdict.quantity", "step.function"],
        ),
        ("[[C6a.verdict]]", "[C6x]\n[[C6x.verdict]]", ["[C6x]", "is missing"]),
        ('supports = ["C6e"]', 'supports = ["C6f"]', ["[C6a]", "'C6f' is not a claim"]),
        ('supports = ["C6e"]', 'supports = "C6e"', ["[C6a]", "a list: write"]),
        ('["C0c"]', '["C0c", 1]', ["[C0a]", "supports.2 = 1 is not text"]),
        ('"noland-2008", "mnd', '"noland-2009", "mnd', ["[C6a]", "did you mean 'noland-2008'"]),
        (
            'objection_source = ["haggard-noland-2010", "park',
            'objection_source = []\nx = ["park',
            ["[C6a]", "unknown field 'x'"],
        ),
        (
            'objection_source = ["cha-2009"]',
            "objection_source = []",
            ["[C0d]", "is empty", "at least one"],
        ),
        ("[C0a]\n", "x = 1\n[C0a]\n", ["[x]", "bare value", "write [x]"]),
        (
            '"needed_bite"',
            "nan",
            ["[C6a]", "verdict.1.threshold = nan is not a number"],
        ),
        ('"needed_bite"', "-inf", ["[C6a]", "verdict.1.threshold = -inf is not a number"]),
        (
            '"needed_bite"',
            f"1{'0' * 400}",
            ["[C6a]", "verdict.1.threshold = 1000", "is not a number"],
        ),
        ('"needed_bite"', '" "', ["[C6a]", "verdict.1.threshold = ' ' is not text"]),
        (
            C6A,
            C6A.replace('"inference"', f"{['x' * 99] * 99}"),
            ["kind = ['xx", "… is none of fact"],
        ),
        ("[C0a]\n", "[C0a]\n[C0a]\n", ["(at line ", "twice"]),
        ("supports = []", 'supports = ["C6e"]', ["circle", "C6e", "C0c", "take one of them out"]),
        ('no_verdict = "It frames', 'no_verdict = ""\nneeds = "It frames', ["(at line "]),
    ],
)
def test_an_edit_that_breaks_a_rule_is_named_with_record_field_and_mend(folder, old, new, words):
    said = spoil(folder, old, new)
    assert said.startswith("claims.toml") and all(word in said for word in words), said
    assert len(said) < 400


def test_a_claim_that_is_gone_is_missed_by_name_with_file_and_mend():
    with pytest.raises(DataProblem, match="claims.toml has no claim 'C6z'") as said:
        ALL["C6z"]
    assert "git restore data/claims.toml" in str(said.value)
    assert "C6z" not in ALL and ALL.get("C6z") is None


def test_a_claim_with_neither_rule_nor_reason_is_refused(folder):
    said = spoil(folder, C0A_NO_VERDICT, "")
    assert "[C0a]: has neither verdict nor no_verdict" in said


def test_a_blank_text_is_refused(folder):
    said = spoil(
        folder,
        'claim = "Without China\'s cooperation, economic sanctions are mostly in vain."',
        'claim = " "',
    )
    assert "[C6a]: claim = ' ' is not text" in said


def test_a_file_without_claims_and_a_missing_file_say_where_to_get_one(folder):
    (folder / "claims.toml").write_text("# nothing\n")
    assert "holds no claim" in problem(folder)
    (folder / "claims.toml").unlink()
    assert "git restore data/claims.toml" in problem(folder)


def test_reading_changes_nothing_in_the_folder(folder):
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    claims(folder)
    spoil(folder, 'is = "below"', 'is = "under"')
    after = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert {k for k in before if before[k] != after.get(k)} == {"claims.toml"}
    assert set(before) == set(after)


@given(st.sampled_from(sorted(ALL)), st.sampled_from(sorted(ALL)))
def test_two_claims_never_hold_up_each_other(one, other):
    assert one not in ALL[other].supports or other not in ALL[one].supports


def test_the_words_for_kinds_and_comparisons_are_all_in_use():
    assert {c.kind for c in ALL.values()} == set(get_args(Kind))
    assert {r.is_ for c in ALL.values() for r in c.verdict} == set(get_args(Comparison))
    assert all(isinstance(c, Claim) for c in ALL.values())
