"""Every question has its record, every record its notebook; what is wrong is said in a sentence."""

import ast
import shutil
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_claims import BOOKS
from worlds import DEFAULT, answers_to

from sevensteps import data as facts
from sevensteps.data import DATA, DataProblem
from sevensteps.questions import DECLINED, dated, question, questions

ALL = questions()
TEN = "10_what_happened_next"


@given(st.data())
def test_an_answer_and_its_number_are_one_and_the_same(data):
    q = data.draw(st.sampled_from([*ALL.values()]))
    answer = data.draw(answers_to(q))
    assert q.answer(q.number(answer)) == answer == q.check(answer)
    assert q.show(answer)


@given(st.sampled_from([*ALL.values()]), st.integers(0, 10**7))
def test_a_number_stands_for_one_answer_or_for_none(q, number):
    try:
        answer = q.answer(number)
    except DataProblem:
        return
    assert q.number(answer) == number


def test_two_answers_never_share_a_number():
    for q in ALL.values():
        answers = [*q.grid, DECLINED]
        if q.kind == "range":
            answers = [(a, b) for a in q.grid[:4] for b in q.grid if a < b]
        assert len({q.number(a) for a in answers}) == len(answers)


def test_a_misspelt_question_says_which_was_meant():
    with pytest.raises(DataProblem, match="did you mean 'halt_by_2012'"):
        question("halt_by_2021")


# -- questions and notebooks ---------------------------------------------------------------------


def asked_in(book):
    """The ids that the cells of a notebook put to a reader; a Forecast puts all the dated ones."""
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(cell.source)):
            name = getattr(getattr(node, "func", None), "id", "")
            if name == "Guess":
                yield node.args[1].value
            if name == "Forecast":
                yield from (q.id for q in dated())


@pytest.mark.parametrize("stem", BOOKS)
def test_a_notebook_asks_the_questions_that_are_recorded_for_it_and_no_others(stem):
    assert list(asked_in(BOOKS[stem])) == [q.id for q in ALL.values() if q.notebook == stem]


def test_every_question_belongs_to_a_notebook_that_is_there():
    assert {q.notebook for q in ALL.values()} <= {*BOOKS, TEN}


# -- the dated ones ------------------------------------------------------------------------------


def test_every_step_is_touched_by_a_dated_question_and_both_outcomes_occur():
    from sevensteps.argument import claims

    assert {claims()[c].step for q in dated() for c in q.claims} == set(range(1, 8))
    assert {q.outcome for q in dated() if q.kind == "chance"} == {0, 1}
    assert {q.asked for q in dated()} == {date(2009, 9, 30)}


def years(table, column, first, last):
    rows = table[table["year"].between(first, last)]
    assert len(rows) == last - first + 1
    return rows[column].sum()


def test_what_a_table_of_data_holds_too_is_the_same_there():
    talk = facts.table("talk_years")
    for name, column in (
        ("nuclear_tests_to_2017", "nuclear_tests"),
        ("launch_days_to_2017", "launch_days"),
    ):
        q = ALL[name]
        assert q.before == years(talk, column, 2002, 2009)
        assert q.outcome == years(talk, column, 2010, 2017)
    assert years(talk, "launch_days", 2010, 2013) == 5  # "all but five of them after 2013"
    assert ALL["nuclear_test_by_2012"].before == years(talk, "nuclear_tests", 1995, 2009)
    assert years(talk, "nuclear_tests", 2010, 2012) == ALL["nuclear_test_by_2012"].outcome == 0

    votes = facts.table("resolutions")
    year = votes["date"].dt.year.where(votes["adopted"] == "yes")
    q = ALL["resolutions_to_2017"]
    assert (q.before, q.outcome) == (year.between(2002, 2009).sum(), year.between(2010, 2017).sum())

    trade = facts.table("trade")
    share = trade[trade["series"] == "China's share, South left out"].set_index("year")["value"]
    q = ALL["china_share_in_2017"]
    assert (q.before, q.outcome) == (share[2008], share[2017])

    arsenal = facts.table("arsenal")
    (row,) = arsenal[arsenal["as_of"] == "end 2017"].to_dict("records")
    assert row["estimator"] == "Hecker" and ALL["arsenal_in_2017"].outcome == row["central"]
    assert ALL["arsenal_in_2017"].before == DEFAULT.initial_arsenal


def test_the_halts_before_and_after_are_those_of_the_table_of_deals():
    deals = facts.table("deals").set_index("id")
    before = deals[deals["start"].between(1994.75, 2009.75) & (deals["stopped"] == "production")]
    assert ALL["halt_by_2012"].before == len(before) == ALL["halt_lasts_a_year"].before_of
    assert ALL["halt_lasts_a_year"].before == (before["end_low"] - before["start"] > 1).sum()
    leap_day = deals.loc["A17"]
    assert 2009.75 < leap_day["start"] < 2013 and ALL["halt_by_2012"].outcome == 1
    assert (leap_day["end_high"] - leap_day["start"] > 1) == ALL["halt_lasts_a_year"].outcome


# -- a broken file -------------------------------------------------------------------------------

CHOICE = """
[mood]
notebook = "00_start_here"
question = "How are you?"
kind = "choice"
answers = ["well", "so so"]
"""
DATED = """
[rain]
notebook = "10_what_happened_next"
title = "Rain"
question = "How many wet days?"
kind = "range"
unit = "days"
low = 0
high = 30
increment = 1
claims = ["C6a"]
asked = 2009-09-30
resolves = 2009-10-31
before = 12
before_source = "noland-2008"
before_where = "the month before"
outcome = 14
happened = "Fourteen."
bears = "On nothing."
source = "noland-2008"
where = "page 1"
checked = "seen"
"""


@pytest.fixture
def written(tmp_path):
    for name in ("references.bib", "claims.toml", "steps.toml"):
        shutil.copy(DATA / name, tmp_path)

    def write(text):
        (tmp_path / "questions.toml").write_text(text, encoding="utf-8")
        return questions(tmp_path)

    return write


def test_a_whole_record_is_read(written):
    found = written(CHOICE + DATED)
    assert found["mood"].answers == ("well", "so so") and not found["mood"].dated
    assert found["rain"].dated and len(found["rain"].grid) == 31


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('question = "How are you?"', "", ["[mood]", "'question' is missing"]),
        ('question = "How are you?"', "question = 3", ["question = 3 is not text"]),
        ('"choice"', '"choise"', ["'choise' is none of choice", "did you mean 'choice'"]),
        ('answers = ["well", "so so"]', "", ["is a choice and has no answers"]),
        ('answers = ["well", "so so"]', 'answers = ["well"]', ["fewer than two"]),
        ('answers = ["well", "so so"]', 'answers = ["well", "well"]', ["comes twice"]),
        ('"so so"]', f'"{DECLINED}"]', ["added by itself"]),
        ('answers = ["well", "so so"]', 'answers = "well"', ["not a list: write"]),
        ("[mood]", "mood = 3\n[temper]", ["[mood]", "is a bare value"]),
        ("[mood]", '["bad mood"]', ["[bad mood]", "cannot be a name"]),
        ('kind = "choice"', 'kind = "choice"\nunit = "days"', ["unit, which belongs to a range"]),
        ('kind = "choice"', 'kind = "choice"\nanswer = 1', ["unknown field 'answer'", "'answers'"]),
        ('kind = "choice"', 'kind = "choice"\noutcome = 1', ["is a choice and has a date"]),
        ('unit = "days"', "", ["is a range and has no unit"]),
        ("low = 0", "low = 40", ["low = 40 is not below high = 30"]),
        ("increment = 1", "increment = 7", ["not a whole number of increments of 7"]),
        ("increment = 1", "increment = 0.01", ["3001 positions", "a larger increment"]),
        ("increment = 1", 'increment = "1"', ["not a number"]),
        ("asked = 2009-09-30", 'asked = "2009"', ["not a day", "as in 2009-09-30"]),
        ("asked = 2009-09-30", "", ["is dated and has no asked"]),
        ("asked = 2009-09-30", "asked = 2010-09-30", ["do not follow each other"]),
        ("outcome = 14", "", ["is dated and has no outcome"]),
        ("outcome = 14", "outcome = 31", ["outcome = 31 is outside low to high"]),
        ("outcome = 14", "outcome = nan", ["not a number"]),
        ("before = 12", "before = 12\nbefore_of = 30", ["before_of, which belongs to a chance"]),
        ('source = "noland-2008"\nwhere', 'source = "noland-2080"\nwhere', ["'noland-2080' is not in", "'noland-2008'"]),
        ('checked = "seen"', 'checked = "sen"', ["'sen' is none of seen", "'seen'"]),
        ('claims = ["C6a"]', 'claims = ["C6aa"]', ["'C6aa' is not in claims.toml", "'C6a'"]),
        ('kind = "range"\nunit = "days"\nlow = 0\nhigh = 30\nincrement = 1', 'kind = "chance"',
         ["outcome = 14 is neither 1"]),
        ('kind = "range"\nunit = "days"\nlow = 0\nhigh = 30\nincrement = 1',
         'kind = "chance"\nincrement = 0.25', ["too coarse"]),
        (CHOICE, CHOICE + CHOICE, ["mood"]),
        (CHOICE + DATED, "", ["holds no question"]),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_in_one_sentence(written, old, new, says):
    assert old in CHOICE + DATED
    with pytest.raises(DataProblem) as problem:
        written((CHOICE + DATED).replace(old, new, 1))
    text = str(problem.value)
    assert all(word in text for word in ["questions.toml", *says]), text
    assert "\n" not in text


def test_a_missing_file_is_told_in_one_sentence(written, tmp_path):
    with pytest.raises(DataProblem, match=r"questions\.toml cannot be read"):
        questions(tmp_path)
