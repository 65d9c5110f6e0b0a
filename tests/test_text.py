"""Text made from data says what the data say, and nothing is typed twice."""

import ast
import shutil

import nbformat
import pytest
from worlds import AUTHOR, DEFAULT

from sevensteps import classroom, comparison, pictures, reply
from sevensteps import data as facts
from sevensteps import text as pages
from sevensteps.argument import claims
from sevensteps.assumptions import EVIDENCE, assumptions
from sevensteps.data import DataProblem, references
from sevensteps.session import Session
from sevensteps.steps import china
from sevensteps.verdicts import flips, judge
from sevensteps.widgets import panel


@pytest.mark.parametrize("claim", claims().values(), ids=lambda c: c.id)
def test_a_card_gives_the_claim_where_it_stands_and_what_holds_it_up(claim):
    card = pages.claim_card(claim.id).markdown
    assert claim.claim in card and f"Paragraph {claim.paragraph}" in card
    assert ("not stated" in card) == (not claim.stated)
    assert claim.support in card and claim.needs in card
    for key in claim.support_source:
        assert references()[key].short in card


@pytest.mark.parametrize("claim", claims().values(), ids=lambda c: c.id)
def test_an_objection_is_folded_away_and_cited(claim):
    text = pages.objection(claim.id).markdown
    assert text.startswith("<details>") and text.endswith("</details>")
    assert claim.objection in text
    for key in claim.objection_source:
        assert references()[key].short in text


def test_the_table_of_assumptions_has_a_row_for_each_and_a_mark_for_its_evidence():
    text = pages.assumption_table(AUTHOR).markdown
    for r in DEFAULT.records.values():
        (row,) = [line for line in text.splitlines() if line.startswith(f"| {r.title} |")]
        assert r.show(getattr(AUTHOR, r.name)) in row
        assert f"{pages.MARK[r.evidence]} {r.evidence}" in row
        assert f"| `{r.name}` |" in row, "what a student types is in the table"
        assert r.why in row or r.where in row
    assert len(text.splitlines()) == 2 + len(DEFAULT.records)


def test_the_key_explains_every_mark():
    text = pages.key_to_evidence().markdown
    assert all(f"{pages.MARK[e]} **{e}**" in text for e in EVIDENCE)
    assert pages.MARK["guessed"] != pages.MARK["measured"]


def test_verdict_lines_judge_what_has_a_rule_and_say_why_the_rest_has_none():
    text = pages.verdict_lines(DEFAULT, "C6a", "C0b").markdown
    assert judge(claims()["C6a"], DEFAULT).sentence in text
    assert f"C0b: no verdict. {claims()['C0b'].no_verdict}" in text


@pytest.mark.parametrize("name", ["C6a", "C6c"])
def test_the_table_of_flips_lists_them_in_order(name):
    rows = pages.flip_table(name, DEFAULT).markdown.splitlines()
    turning = flips(claims()[name], DEFAULT)
    assert len(rows) == 4 + len(turning)
    for row, flip in zip(rows[4:], turning, strict=True):
        assert flip.record.title in row and flip.record.show(flip.end) in row
    assert ("stop holding" in rows[0]) == bool(judge(claims()[name], DEFAULT).holds)


def test_where_nothing_alone_turns_a_claim_the_table_says_so():
    twice_stuck = DEFAULT.replace_unchecked(
        sanctions_scope=0.0, leakage=1.0, sanctions_years=1000.0
    )
    assert flips(claims()["C6c"], twice_stuck) == []
    assert "No single assumption" in pages.flip_table("C6c", twice_stuck).markdown


def test_a_function_is_shown_as_it_runs():
    text = pages.source(china.trade_cut, china.leak).markdown
    assert "return a.sanctions_scope * blocked * (1 - leak(a))" in text
    assert text.startswith("```python\ndef bite")


def test_the_record_is_listed_row_by_row_with_its_sources():
    record = facts.table("china_record")
    text = pages.record_table(record).markdown
    assert len(text.splitlines()) == 2 + len(record)
    for r in record.to_dict("records"):
        assert r["what"] in text and r["followed"] in text


def test_unverified_rows_of_the_record_are_marked():
    record = facts.table("china_record").head(1).assign(checked="memory")
    assert "(unverified)" in pages.record_table(record).markdown
    assert "(unverified)" not in pages.record_table(record.assign(checked="seen")).markdown


def test_the_sources_of_a_step_are_those_of_its_claims_assumptions_and_tables():
    text = pages.sources_of("oil", step=6).markdown
    for key in ("early-2015", "mastro-2018", "donga-2017", "fearon-1995"):
        assert references()[key].full in text
    assert references()["olson-zeckhauser-1966"].full not in text
    assert f"All {text.count(chr(10) + '- ')} works" in text


def test_the_list_of_notebooks_links_those_that_are_there():
    text = pages.notebooks().markdown
    assert "[Can China be brought round?](06_can_china_be_brought_round.ipynb)" in text
    for step in range(1, 8):
        there = bool(list(pages.NOTEBOOKS.glob(f"{step:02d}_*.ipynb")))
        (row,) = [r for r in text.splitlines() if r.startswith(f"| {step}. ")]
        assert ("still to come" in row) == (not there)


def test_all_claims_can_be_read_in_words():
    text = pages.claims_table().markdown
    assert all(c.claim in text and c.objection in text for c in claims().values())


def test_a_misspelt_claim_says_which_was_meant():
    with pytest.raises(DataProblem, match="did you mean 'C6a'"):
        pages.claim("C6aa")


def test_shares_are_listed_in_per_cent():
    assert pages.percents({"half": 0.5}).markdown == "- half: **50%**"
    assert repr(pages.percents({"half": 0.5})) == "- half: **50%**"


# -- exercises -----------------------------------------------------------------------------------


def checked(claim_id, mine, **rules):
    return classroom.check_turned(claim_id, mine, **rules).markdown


def test_every_single_change_that_turns_the_claim_is_accepted():
    for flip in flips(claims()["C6c"], DEFAULT):
        said = checked("C6c", DEFAULT.replace(**{flip.record.name: flip.end}), at_most=1)
        assert said.startswith("**It turned.**"), flip.record.name
        assert "Your code: `" in said


def test_the_least_move_is_praised_and_a_longer_one_told_of_it():
    least = flips(claims()["C6c"], DEFAULT)[0].record.name
    assert "No single change does it with less" in checked(
        "C6c", DEFAULT.replace(**{least: 0.25}), at_most=1
    )
    longer = flips(claims()["C6c"], DEFAULT)[-1]
    assert "The least that is possible takes" in checked(
        "C6c", DEFAULT.replace(**{longer.record.name: longer.end}), at_most=1
    )


def test_nothing_changed_is_not_yet():
    assert checked("C6c", DEFAULT).startswith("**Not yet.**")


def test_a_change_that_does_not_turn_it_gets_a_hint():
    said = checked("C6c", DEFAULT.replace(leakage=0.45))
    assert said.startswith("**Not yet.**") and "A hint:" in said


def test_an_answer_that_leaves_nothing_to_judge_is_not_yet():
    few = DEFAULT.replace(talk_record=1)
    for said in (checked("C2a", few), classroom.check_holds("C2a", few, holds=False).markdown):
        assert said.startswith("**Not yet.**") and "cannot be judged" in said


EXERCISES = [
    ("C1a", ["prior_successes", "prior_failures", "likely_from", "possible_from"]),
    ("C3c", ["harm_curvature"]),
    ("C4c", ["contempt_answer", "contempt_form", "noticeably_less"]),
    ("C7d", ["enough_to_hold"]),
    ("C6c", [f.record.name for f in flips(claims()["C6c"], DEFAULT)]),
]


@pytest.mark.parametrize(("claim", "keep"), EXERCISES)
def test_a_hint_never_names_what_is_to_be_kept(claim, keep):
    idle = DEFAULT.replace(china_alarm=DEFAULT.records["china_alarm"].high)
    said = checked(claim, idle, keep=keep)
    assert said.startswith("**Not yet.**") and "A hint:" in said
    hint = said.partition("A hint:")[2]
    assert not any(DEFAULT.record(n).title in hint for n in keep)


def test_not_leaving_turns_no_verdict_on_leaving():
    for claim in ("C7h", "C7f", "C7g"):
        for a in (DEFAULT, AUTHOR):
            for f in pages.turning(claims()[claim], a):
                assert f.record.name != "us_presence" or f.end != 0
    stays = DEFAULT.replace(us_presence=0)
    assert not any(judge(claims()[c], stays).holds for c in ("C7f", "C7g")), (
        "nothing gained, 0 of it"
    )


def test_what_turns_a_verdict_does_turn_it():
    for claim in ("C7h", "C7f", "C7g", "C4c"):
        now = judge(claims()[claim], DEFAULT).holds
        for f in pages.turning(claims()[claim], DEFAULT):
            assert judge(claims()[claim], DEFAULT.replace(**{f.record.name: f.end})).holds != now


def test_too_many_changes_are_almost_right():
    mine = DEFAULT.replace(needed_bite=0.25, leakage=0.3)
    assert checked("C6c", mine, at_most=1).startswith("**Almost.**")
    assert checked("C6c", mine).startswith("**It turned.**")


EXAMPLES = [
    pytest.param(cell.source, id=f"{path.stem[:2]}-{i}")
    for path in sorted(pages.NOTEBOOKS.glob("*.ipynb"))
    for i, cell in enumerate(nbformat.read(path, 4).cells)
    if cell.cell_type == "code" and "# for example" in cell.source
]


@pytest.mark.parametrize("exercise", EXAMPLES)
def test_the_example_in_an_exercise_runs_and_is_no_answer_to_it(exercise):
    example = exercise.partition("# for example ")[2].partition("\n")[0]
    *body, last = ast.parse(exercise).body
    scope = {
        "assumptions": assumptions,
        "classroom": classroom,
        "comparison": comparison,
        "reply": reply,
    }
    exec("\n".join(map(ast.unparse, body)), scope)
    name = exercise[: exercise.index("# for example")].rpartition("\n")[2].partition(" = ")[0]
    exec(f"{name} = {'assumptions()' if example.startswith('.') else ''}{example}", scope)
    call = last.value  # a text that weighs strategies stands behind a gate: Gate(weights, text)
    last = call.args[1] if getattr(call.func, "id", "") == "Gate" else last
    said = eval(ast.unparse(last), scope).markdown
    assert said.startswith(("**Not yet.**", "**Almost.**", "**Still missing")), said


def test_an_answer_of_another_kind_is_told_how_to_write_one():
    with pytest.raises(DataProblem, match=r"write assumptions\(\)\.but"):
        classroom.check_turned("C6c", 0.5)


def test_an_answer_between_increments_is_judged_and_gets_no_code():
    said = checked("C6c", DEFAULT.replace_unchecked(needed_bite=0.2345))
    assert said.startswith("**It turned.**") and "Your code" not in said


TAUGHT = {
    "assumption_table": pages.assumption_table,
    "verdict_lines": lambda a: pages.verdict_lines(a, "C6a"),
    "flip_table": lambda a: pages.flip_table("C6a", a),
    "check_turned": lambda a: classroom.check_turned("C6a", a),
    "check_holds": lambda a: classroom.check_holds("C6a", a, holds=True, need={"leakage": 0.3}),
    "said": lambda a: pictures.bite.said(a, "C6a"),
    "said_at": lambda a: pictures.bite.said_at(a, "china_cooperation"),
    "picture": pictures.bite.still,
    "panel": lambda a: panel(Session(a), pictures.bite, claims=["C6a"]),
}


@pytest.mark.parametrize("taught", TAUGHT.values(), ids=TAUGHT)
def test_what_is_no_set_of_single_numbers_is_told_so_by_whatever_it_is_given_to(taught):
    for wrong in (3, "x" * 9999, {}, DEFAULT.replace, assumptions):
        with pytest.raises(
            DataProblem, match="is no set of assumptions: write assumptions"
        ) as said:
            taught(wrong)
        assert len(str(said.value)) < 200
    with pytest.raises(DataProblem, match="^leakage = .* is more than one number: give one"):
        taught(DEFAULT.replace(leakage=[0.2, 0.3]))


NEEDS_A_RULE = {
    "flip_table": lambda c: pages.flip_table(c, DEFAULT),
    "check_turned": lambda c: classroom.check_turned(c, DEFAULT.replace(leakage=0.3)),
    "check_holds": lambda c: classroom.check_holds(c, DEFAULT, holds=True),
    "panel": lambda c: panel(Session(), pictures.bite, claims=[c]),
}


@pytest.mark.parametrize("taught", NEEDS_A_RULE.values(), ids=NEEDS_A_RULE)
def test_a_claim_without_a_rule_says_so_and_names_those_that_have_one(taught):
    with pytest.raises(DataProblem, match=r"^C0a has no verdict rule \(.+\): use .* C6a,") as said:
        taught("C0a")
    assert claims()["C0a"].no_verdict.rstrip(".") in str(said.value)
    for odd in ("C6aa", 3, None, ["C6a"]):
        with pytest.raises(DataProblem, match="claims.toml has no claim"):
            taught(odd)


@pytest.mark.parametrize("supports", ["[]", '["C0y"]', '["C6a"]', '["C0c"]'])
@pytest.mark.parametrize("step", [0, 3])
def test_a_new_claim_finds_its_place_on_the_map_whatever_it_supports(
    tmp_path, monkeypatch, step, supports
):
    folder = shutil.copytree(facts.DATA, tmp_path / "data")
    with (folder / "claims.toml").open("a", encoding="utf-8") as file:
        for name, held in (("C0x", supports), ("C0y", "[]")):
            file.write(
                f'\n[{name}]\ntitle = "New"\nstep = {step}\nparagraph = 3\nkind = "fact"\n'
                'stated = true\nclaim = "X."\nsupport = "Y."\nsupport_source = ["bandow-2009"]\n'
                f'objection = "Z."\nobjection_source = ["cha-2009"]\nsupports = {held}\n'
                'no_verdict = "None."\n'
            )
    monkeypatch.setattr(claims, "__defaults__", (folder,))
    assert {"C0x", "C0y"} <= set(pictures.claims_map.data(DEFAULT)["cards"]["id"])
