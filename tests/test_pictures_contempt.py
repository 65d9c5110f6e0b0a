"""Step 4: what is drawn is what the model says, and the words are said from what is drawn."""

from itertools import pairwise

from hypothesis import given
from test_pictures import texts, title
from worlds import worlds

from sevensteps import pictures
from sevensteps.argument import claims
from sevensteps.data import table
from sevensteps.steps import contempt
from sevensteps.verdicts import judge

learner, player, any_world = worlds(4, contempt_form=0), worlds(4, contempt_form=1), worlds(4)


@given(learner)
def test_less_is_said_just_when_c4c_holds_for_a_learner(a):
    holds = judge(claims()["C4c"], a).holds
    assert ("noticeably less than" in title(pictures.policy, a)) == holds
    assert ("low enough" in title(pictures.bifurcation, a)) == holds


@given(player)
def test_less_is_said_just_when_c4c_holds_in_the_game(a):
    holds = judge(claims()["C4c"], a).holds
    assert ("noticeably less than" in title(pictures.game, a)) == holds


@given(any_world)
def test_a_picture_of_step_4_never_says_less_where_it_is_not_less(a):
    (rate,), strict = pictures.game.data(a)["dot"]["rate"], contempt.provocations_in_game(a, 0.0)
    assert ("no less than" in title(pictures.game, a)) == (rate >= strict)


@given(any_world)
def test_verdicts_beside_a_picture_are_of_the_form_that_it_draws(a):
    for picture in (pictures.policy, pictures.bifurcation, pictures.game):
        c4c = judge(claims()["C4c"], picture.judged(a))
        assert c4c.sentence in picture.said(a, "C4c").markdown
    assert ("noticeably less than" in title(pictures.game, a)) == c4c.holds
    form = "learning" if a.contempt_form == 0 else "repeated game"
    assert (f"“{form}” in your code" in pictures.game.aside(a)) == (form == "learning")


@given(learner)
def test_the_readers_dot_is_the_chosen_policy_at_the_horizon(a):
    dot = pictures.policy.data(a)["dot"]
    policy = "punish" if a.contempt_answer == 1 else "ignore"
    assert dot["propensity"][0] == contempt.propensity_after(a, policy, a.contempt_years)


@given(any_world)
def test_names_at_the_ends_of_the_lines_keep_apart(a):
    named = (
        (pictures.policy, "propensity"),
        (pictures.bifurcation, "propensity"),
        (pictures.game, "rate"),
    )
    for picture, field in named:
        heights = sorted(picture.data(a)["ends"][field])
        assert all(b - c > 0.045 for c, b in pairwise(heights))


def test_the_answers_are_coded_and_said_to_be_no_effect():
    picture = pictures.answers_given(table("responses"))
    assert "would not be a cause" in picture.alt_text
    assert any("the coding is ours" in t for t in texts(picture.spec))
