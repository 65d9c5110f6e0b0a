"""The chart of forecasts draws what was said, shows no outcome unasked, and its words follow it."""

from hypothesis import given, settings
from hypothesis import strategies as st
from test_pictures import texts
from worlds import any_guesses

from sevensteps import classroom, scores
from sevensteps import text as pages
from sevensteps.pictures import forecasts
from sevensteps.pictures.forecasts import FIRST, HAPPENED, READER, SECOND
from sevensteps.pictures.theme import vega
from sevensteps.questions import DECLINED, dated, question

ASKED = dated()
any_shown = st.sets(st.sampled_from([q.id for q in ASKED]))


@given(any_guesses, any_shown)
def test_every_question_has_both_baselines_the_readers_answer_and_its_outcome_if_it_may_be_seen(
    guesses, shown
):
    data, _ = forecasts.shows(ASKED, guesses, shown)
    marks = data["marks"]
    drawn = set(zip(marks["row"], marks["who"], strict=True))
    for q in ASKED:
        answered = guesses.get(q.id, DECLINED) != DECLINED
        assert {(q.title, FIRST), (q.title, SECOND)} <= drawn
        assert ((q.title, READER) in drawn) == (answered and q.kind == "chance")
        assert (q.title in data["spans"]["row"]) == (answered and q.kind == "range")
        assert ((q.title, HAPPENED) in drawn) == (q.id in shown and q.id in guesses)
    assert all(0 <= place <= 1 for place in marks["place"])


@given(any_guesses, any_shown)
def test_the_words_say_an_outcome_only_where_it_is_drawn(guesses, shown):
    _, said = forecasts.shows(ASKED, guesses, shown)
    seen = [q for q in ASKED if q.id in shown and q.id in guesses]
    assert all(f"{q.title}: {q.show_value(q.outcome)}" in said.alt_text for q in seen)
    for q in ASKED:
        assert (f"{q.title}: " in said.alt_text) == (q in seen)
    inside, ranges = scores.held(scores.scored(seen, guesses))
    assert (f"{inside} of {ranges} range" in said.title) == bool(ranges)
    assert len(said.title) < 132  # two lines


def test_the_still_picture_says_what_the_chart_draws_and_where_it_is_from():
    guesses = {"halt_by_2012": 0.35, "arsenal_in_2017": (10.0, 24.0)}
    said = " ".join(texts(forecasts.forecasts_and_record(guesses, guesses).spec))
    assert "Nearer than even odds: 0 of 1 chance; holding what happened: 0 of 1 range" in said
    assert "hindsight" in said
    assert all(q.title in said for q in ASKED)


def test_the_live_drawing_carries_no_data_of_its_own():
    compiled = vega(forecasts.drawing(ASKED))
    assert {d["name"] for d in compiled["data"]} >= set(forecasts.shows(ASKED, {})[0])
    assert not any(d.get("values") not in (None, [{}]) for d in compiled["data"])


# -- text made from forecasts ---------------------------------------------------------------------


def test_the_table_of_questions_gives_both_rivals_and_no_outcome():
    text = pages.question_table().markdown
    for q in ASKED:
        (row,) = [line for line in text.splitlines() if q.question in line]
        assert all(c in row for c in q.claims)
        assert q.happened not in row
    assert text.count("| 50% |") == sum(q.kind == "chance" for q in ASKED)


def test_outcomes_and_how_they_bear_are_folded_away_with_their_sources():
    for text in (pages.outcome_table().markdown, pages.bearing_table().markdown):
        assert text.startswith("<details>") and text.endswith("</details>")
        assert all(q.title in text for q in ASKED)
    for q in ASKED:
        row = f"| {q.title} | **{q.show_value(q.outcome)}.** {q.happened}"
        assert row in pages.outcome_table().markdown
        assert q.where in pages.outcome_table().markdown


@given(any_guesses)
@settings(max_examples=30)
def test_the_table_of_forecasts_has_a_row_for_each_answer_and_a_score_for_each_forecast(guesses):
    answered = [q for q in ASKED if q.id in guesses]
    head, *rows = pages.forecast_rows(guesses, answered)
    for q, row in zip(answered, rows, strict=True):
        assert len(row) == len(head)
        assert q.show(guesses[q.id]) in row
        assert ("–" in row) == (guesses[q.id] == DECLINED)


@given(any_guesses)
@settings(max_examples=30)
def test_scores_in_words_are_the_scores(guesses):
    lines = " ".join(pages.score_lines(guesses))
    rows = scores.scored(ASKED, guesses)
    assert bool(lines) == bool(rows)
    mean = scores.means(rows, "chance")
    if mean:
        assert f"you have {mean[scores.YOU]:.2f}" in lines
        if mean[scores.YOU] < mean[scores.EVEN] - 1e-9:
            assert "and you are" in lines
    for word in ("wrong", "bad", "poor", "fail", "good"):
        assert word not in lines.split()


def test_a_form_without_answers_has_no_scores():
    assert pages.score_lines({}) == [] and pages.forecasts_as_rows({}) == []


def test_saying_otherwise_than_one_believes_is_told_and_not_passed():
    assert "Not yet" in classroom.check_truthful(0.2, believed=0.3).markdown
    assert classroom.check_truthful(0.3, believed=0.3).markdown.startswith("**Yes.**")


def test_a_range_is_compared_with_anothers_whatever_it_is():
    better = classroom.check_nearer(30, 50, than=(10, 90), outcome=40).markdown
    worse = classroom.check_nearer(70, 75, than=(10, 90), outcome=40).markdown
    assert better.startswith("**Yes.**")
    assert worse.startswith("**Not yet.**") and "leaves it out" in worse


def test_the_sources_of_the_questions_are_all_listed():
    text = pages.sources_of(asked=ASKED, also=["brier-1950"]).markdown
    from sevensteps.data import keys, references

    known = references()
    wanted = {"brier-1950"} | {
        k for q in ASKED for cell in (q.source, q.before_source) for k in keys(cell)
    }
    assert all(known[k].full in text for k in wanted)
    assert question("halt_by_2012").dated
