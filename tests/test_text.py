"""Text made from data says what the data say, and nothing is typed twice."""

import ast
import shutil
import subprocess
import sys

import nbformat
import pytest
from worlds import AUTHOR, DEFAULT

from sevensteps import classroom, comparison, data, pictures, reply, text
from sevensteps.argument import claims, steps_argued
from sevensteps.assumptions import EVIDENCE, assumptions
from sevensteps.data import DataProblem, references
from sevensteps.session import Session
from sevensteps.steps import china
from sevensteps.verdicts import flips, judge
from sevensteps.widgets import panel


@pytest.mark.parametrize("claim", claims().values(), ids=lambda c: c.id)
def test_a_card_gives_the_claim_where_it_stands_and_what_holds_it_up(claim):
    card = text.claim_card(claim.id).markdown
    assert claim.claim in card and f"Paragraph {claim.paragraph}" in card
    assert ("not stated" in card) == (not claim.stated)
    assert claim.support in card and claim.needs in card
    for key in claim.support_source:
        assert references()[key].short in card


@pytest.mark.parametrize("claim", claims().values(), ids=lambda c: c.id)
def test_an_objection_is_folded_away_and_cited(claim):
    said = text.objection(claim.id).markdown
    assert said.startswith("<details>") and said.endswith("</details>")
    assert claim.objection in said
    for key in claim.objection_source:
        assert references()[key].short in said


def test_the_table_of_assumptions_has_a_row_for_each_and_a_mark_for_its_evidence():
    said = text.assumption_table(AUTHOR).markdown
    for r in DEFAULT.records.values():
        (row,) = [line for line in said.splitlines() if line.startswith(f"| {r.title} |")]
        assert r.show(getattr(AUTHOR, r.name)) in row
        assert f"{text.EVIDENCE[r.evidence][0]} {r.evidence}" in row
        assert f"| `{r.name}` |" in row, "what a student types is in the table"
        assert r.why in row or r.where in row
    assert len(said.splitlines()) == 2 + len(DEFAULT.records)


def test_the_key_explains_every_mark():
    said = text.key_to_evidence().markdown
    assert all(f"{text.EVIDENCE[e][0]} **{e}**" in said for e in EVIDENCE)
    assert text.EVIDENCE["guessed"][0] != text.EVIDENCE["measured"][0]


def test_verdict_lines_judge_what_has_a_rule_and_say_why_the_rest_has_none():
    said = text.verdict_lines(DEFAULT, "C6a", "C0b").markdown
    assert judge(claims()["C6a"], DEFAULT).sentence in said
    assert f"C0b: no verdict. {claims()['C0b'].no_verdict}" in said


@pytest.mark.parametrize("name", ["C6a", "C6c"])
def test_the_table_of_flips_lists_them_in_order(name):
    rows = text.flip_table(name, DEFAULT).markdown.splitlines()
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
    assert "No single assumption" in text.flip_table("C6c", twice_stuck).markdown


def test_a_function_is_shown_as_it_runs():
    said = text.source(china.trade_cut, china.leak).markdown
    assert "return a.sanctions_scope * blocked * (1 - leak(a))" in said
    assert said.startswith("```python\ndef trade_cut")


def test_the_record_is_listed_row_by_row_with_its_sources():
    record = data.table("china_record")
    said = text.record_table(record).markdown
    assert len(said.splitlines()) == 2 + len(record)
    for r in record.to_dict("records"):
        assert r["what"] in said and r["followed"] in said


def test_unverified_rows_of_the_record_are_marked():
    record = data.table("china_record").head(1).assign(checked="memory")
    assert "(unverified)" in text.record_table(record).markdown
    assert "(unverified)" not in text.record_table(record.assign(checked="seen")).markdown


def test_the_sources_of_a_step_are_those_of_its_claims_assumptions_and_tables():
    said = text.sources_of("oil", step=6).markdown
    for key in ("early-2015", "mastro-2018", "donga-2017", "fearon-1995"):
        assert references()[key].full in said
    assert references()["olson-zeckhauser-1966"].full not in said
    assert f"All {said.count(chr(10) + '- ')} works" in said


def test_the_list_of_notebooks_links_those_that_are_there():
    said = text.notebooks().markdown
    assert "[Can China be brought round?](06_can_china_be_brought_round.ipynb)" in said
    for step in steps_argued():
        assert (text.NOTEBOOKS / step.notebook).is_file()
        assert f"| {step.label} | [{step.question}]({step.notebook}) |" in said


def test_all_claims_can_be_read_in_words():
    said = text.claims_table().markdown
    assert all(c.claim in said and c.objection in said for c in claims().values())


def test_a_misspelt_claim_says_which_was_meant():
    with pytest.raises(DataProblem, match="did you mean 'C6a'"):
        text.claim("C6aa")


def test_a_table_has_a_head_a_rule_and_a_row_for_each():
    assert text.table("a | b", ["1 | 2"]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


@pytest.mark.parametrize(
    ("count", "word", "said"),
    [(0, "range", "0 ranges"), (1, "guess", "1 guess"), (2, "guess", "2 guesses")],
)
def test_a_number_of_things_has_its_plural(count, word, said):
    assert text.plural(count, word) == said


def test_text_needs_no_pandas_altair_or_scipy_to_be_imported():
    heavy = "pandas altair scipy"
    look = f"import sys, sevensteps.text; print(sorted(set(sys.modules) & set('{heavy}'.split())))"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True).stdout == (
        "[]\n"
    )


def test_shares_are_listed_in_per_cent():
    assert text.percents({"half": 0.5}).markdown == "- half: **50%**"
    assert repr(text.percents({"half": 0.5})) == "- half: **50%**"


# -- exercises -----------------------------------------------------------------------------------


def checked(claim_id, mine, **rules):
    return classroom.check_turned(claim_id, mine, **rules).markdown


def test_every_single_flip_of_the_claim_is_accepted():
    for flip in flips(claims()["C6c"], DEFAULT):
        said = checked("C6c", DEFAULT.replace(**{flip.record.name: flip.end}), at_most=1)
        assert said.startswith("**It turned.**"), flip.record.name
        assert "Your code: `" in said


def test_the_least_move_is_named_and_a_longer_one_is_compared_with_it():
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


def test_the_setting_without_a_change_is_not_a_flip():
    for claim in ("C7h", "C7f", "C7g"):
        for a in (DEFAULT, AUTHOR):
            for f in flips(claims()[claim], a):
                assert f.record.name != "us_presence" or f.end != 0
    stays = DEFAULT.replace(us_presence=0)  # nothing is gained
    assert not any(judge(claims()[c], stays).holds for c in ("C7f", "C7g"))


def test_too_many_changes_are_almost_right():
    mine = DEFAULT.replace(needed_bite=0.25, leakage=0.3)
    assert checked("C6c", mine, at_most=1).startswith("**Almost.**")
    assert checked("C6c", mine).startswith("**It turned.**")


EXAMPLES = [
    pytest.param(cell.source, id=f"{path.stem[:2]}-{i}")
    for path in sorted(text.NOTEBOOKS.glob("*.ipynb"))
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
    line = exercise[: exercise.index("# for example")].count("\n") + 1
    (name,) = (s.targets[0].id for s in body if s.lineno <= line <= s.end_lineno)
    exec(f"{name} = {'assumptions()' if example.startswith('.') else ''}{example}", scope)
    call = last.value  # a text that weighs strategies stands behind a gate: Gate(weights, text)
    last = call.args[1] if getattr(call.func, "id", "") == "Gate" else last
    said = eval(ast.unparse(last), scope).markdown
    assert said.startswith(("**Not yet.**", "**Almost.**", "**Still missing")), said


def test_an_answer_of_another_kind_says_how_to_write_one():
    with pytest.raises(DataProblem, match=r"write assumptions\(\)\.replace"):
        classroom.check_turned("C6c", 0.5)


def test_an_answer_between_increments_is_judged_and_gets_no_code():
    said = checked("C6c", DEFAULT.replace_unchecked(needed_bite=0.2345))
    assert said.startswith("**It turned.**") and "Your code" not in said


TAUGHT = {
    "assumption_table": text.assumption_table,
    "verdict_lines": lambda a: text.verdict_lines(a, "C6a"),
    "flip_table": lambda a: text.flip_table("C6a", a),
    "check_turned": lambda a: classroom.check_turned("C6a", a),
    "check_holds": lambda a: classroom.check_holds("C6a", a, holds=True, need={"leakage": 0.3}),
    "said": lambda a: pictures.bite.said(a, "C6a"),
    "said_at": lambda a: pictures.bite.said_at(a, "china_cooperation"),
    "picture": pictures.bite.still,
    "panel": lambda a: panel(Session(a), pictures.bite, claims=["C6a"]),
}


@pytest.mark.parametrize("taught", TAUGHT.values(), ids=TAUGHT)
def test_anything_but_a_set_of_single_numbers_gives_one_sentence(taught):
    for wrong in (3, "x" * 9999, {}, DEFAULT.replace, assumptions):
        with pytest.raises(
            DataProblem, match="is not a set of assumptions: write assumptions"
        ) as said:
            taught(wrong)
        assert len(str(said.value)) < 200
    with pytest.raises(DataProblem, match="^leakage = .* is more than one number: give one"):
        taught(DEFAULT.replace(leakage=[0.2, 0.3]))


NEEDS_A_RULE = {
    "flip_table": lambda c: text.flip_table(c, DEFAULT),
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
    folder = shutil.copytree(data.DATA, tmp_path / "data")
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
