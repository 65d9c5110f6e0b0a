"""A room's codes: read with any text before them, counted fairly, and paired by what divides them."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_pictures import texts
from worlds import AUTHOR, CRITIC, DEFAULT, any_guesses

from sevensteps import room, verdicts
from sevensteps.argument import claims
from sevensteps.codes import code
from sevensteps.data import DataProblem
from sevensteps.pictures import room as picture
from sevensteps.questions import DECLINED, question
from sevensteps.room import FAILS, HOLDS, OPEN, Ballot, Vote
from sevensteps.verdicts import judge
from sevensteps.widgets import BallotBox, RoomCheck

CODES = room.made_up(25, seed=7).splitlines()
RULED = [c.id for c in claims().values() if c.verdict]
ROOM = room.collect("\n".join(CODES), DEFAULT)
PEOPLE = [v.assumptions for v in ROOM.votes]


def voting(*worlds, guesses=None):
    votes = (Vote(i, f"word{i}", a, guesses or {}) for i, a in enumerate(worlds, start=1))
    return Ballot(DEFAULT, tuple(votes))


def on(b, claim="C6a"):
    return room.Room(b, claim)


# -- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dressed",
    [
        "{}",
        "Zebedee Quux: {}",
        "10:32 Zebedee: {}",
        "3. {}",
        "- {}",
        "code: {}",
        "Zebedee: code: {}",
    ],
)
def test_a_code_is_read_after_any_text_and_no_name_is_kept(dressed):
    found = room.collect("\n".join(map(dressed.format, CODES)), DEFAULT)
    assert [(v.assumptions, v.guesses) for v in found.votes] == [v[2:] for v in ROOM.votes]
    assert not found.skipped and "Zebedee" not in repr(found)
    assert "Zebedee" not in room.without_names("\n".join(map(dressed.format, CODES)))


def test_blank_lines_are_not_codes_but_count_as_lines():
    found = room.collect(f"\n{CODES[0]}\n\n  \n{CODES[1]}\n", DEFAULT)
    assert [v.line for v in found.votes] == [2, 5] and not found.skipped


def test_a_broken_line_is_named_with_its_part_and_the_others_count():
    first, second, *rest = CODES[0].split()
    broken = " ".join([first, second[:-1] + ("a" if second[-1] != "a" else "c"), *rest])
    found = room.collect("\n".join([CODES[1], f"Anna: {broken}", "Ben:", CODES[2]]), DEFAULT)
    assert [v.line for v in found.votes] == [1, 4]
    said = found.skipped
    assert said[0].startswith("Line 2: part 2, ") and "mistyped" in said[0]
    assert said[1].startswith("Line 3: there is no code here")
    assert found.sentence == "2 codes counted, 2 lines skipped."


def test_the_same_code_counts_once_however_it_is_spelt_unless_two_people_may_agree():
    short = " ".join(w if any(map(str.isdigit, w)) else w[:4] for w in CODES[0].split())
    text = "\n".join([CODES[0], CODES[1], short.upper()])
    found = room.collect(text, DEFAULT)
    assert found.skipped == ("Line 3: the same code as line 1.",)
    assert len(room.collect(text, DEFAULT, repeats=True).votes) == 3


def test_the_same_assumptions_with_another_guess_are_another_code():
    text = "\n".join(code(DEFAULT, {"half_is_enough": a}) for a in ("enough", "not enough"))
    assert len(room.collect(text, DEFAULT).votes) == 2


def test_a_code_made_with_other_data_counts_and_says_so(monkeypatch):
    from sevensteps import codes

    with monkeypatch.context() as other:
        other.setattr(codes, "fingerprint", lambda a: bytes(8))
        strange = code(AUTHOR)
    found = room.collect(strange, DEFAULT)
    assert found.votes[0].assumptions == AUTHOR
    assert found.notes[0].startswith("Line 1: This code was made with other data")


def test_without_codes_each_part_says_so():
    empty = room.collect("", DEFAULT)
    assert empty.spreads() == room.tallies(empty) == room.groups(on(empty)) == []
    said = [
        *(room.spread_table(empty), room.verdict_table(empty), room.guess_lines(empty)),
        *(room.crux_lines(on(empty)), room.group_lines([])),
    ]
    assert all(0 < len(one.markdown) < 120 for one in said)


# -- how far apart -------------------------------------------------------------------------------


def test_a_spread_holds_every_vote_and_the_farthest_apart_come_first():
    found = ROOM.spreads()
    moved = {n for a in PEOPLE for n in a.changed()}
    assert {s.record.name for s in found} == moved
    for s in found:
        values = [getattr(a, s.record.name) for a in PEOPLE]
        assert list(s.values) == values
        assert s.low == min(values) and s.high == max(values) and s.low <= s.middle <= s.high
        assert sum(s.counts.values()) == len(PEOPLE)
        assert 0 <= s.apart <= 1
    assert [s.apart for s in found] == sorted((s.apart for s in found), reverse=True)


def test_a_room_that_moved_alike_is_shown_and_is_not_apart():
    (s,) = voting(*[DEFAULT.replace(needed_bite=0.4)] * 3).spreads()
    assert (s.low, s.middle, s.high, s.apart, s.moved) == (0.4, 0.4, 0.4, 0.0, 3)


def test_the_middle_of_a_choice_is_what_most_have_taken():
    (s,) = voting(DEFAULT, *[DEFAULT.replace(us_presence=2)] * 2).spreads()
    assert s.middle == 2 and s.apart == pytest.approx(1 / 3)
    table = room.spread_table(voting(DEFAULT, *[DEFAULT.replace(us_presence=2)] * 2)).markdown
    assert "treaty only: 1; neither: 2" in table and "2 of 3" in table


def test_the_table_gives_least_middle_most_and_the_three_marks_as_people_read_them():
    votes = voting(*(DEFAULT.replace(needed_bite=x) for x in (0.2, 0.4, 0.5)))
    r = DEFAULT.records["needed_bite"]
    row = room.spread_table(votes).markdown.splitlines()[2]
    shown = [
        r.show(x) if x is not None else "as default"
        for x in (0.2, 0.4, 0.5, r.value, r.author, r.critic)
    ]
    assert row == f"| {r.title} | {' | '.join(shown)} | 3 of 3 |"


# -- how the verdicts fall -----------------------------------------------------------------------


@pytest.mark.parametrize("claim", RULED)
def test_a_claim_is_counted_as_each_code_by_itself_would_have_it(claim):
    c = claims()[claim]
    assert room.states(ROOM, c) == [judge(c, a).state for a in PEOPLE]


def test_every_claim_with_a_rule_is_tallied_and_the_most_divided_comes_first():
    found = room.tallies(ROOM)
    assert sorted(c.id for c, _ in found) == sorted(RULED)
    assert all(sum(counts.values()) == len(PEOPLE) for _, counts in found)
    splits = [min(counts[HOLDS], counts[FAILS]) for _, counts in found]
    assert splits == sorted(splits, reverse=True) and splits[0] > 0
    said = room.verdict_table(ROOM).markdown
    assert all(claim_id in said for claim_id in RULED)


def test_a_room_that_agrees_has_no_table_and_says_what_all_hold():
    said = room.verdict_table(voting(DEFAULT, DEFAULT)).markdown
    assert said.startswith("In every code alike: ") and "|" not in said


def test_what_cannot_be_judged_is_on_neither_side():
    thin = DEFAULT.replace(talk_record=1)
    assert judge(claims()["C2a"], thin).open
    assert room.states(voting(DEFAULT, thin), claims()["C2a"])[1] == OPEN
    (pair,) = room.groups(on(voting(DEFAULT, thin), "C2a"))
    assert "C2a cannot be judged" in pair.why


# -- cruxes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", ["C1a", "C3c", "C4c", "C6a", "C7d"])
def test_the_crux_of_a_pair_is_the_one_that_all_their_differences_would_give(claim):
    here = on(ROOM, claim)
    for i, j in here.worked_out[:4]:
        mine = here.crux(i, j)
        one, other = PEOPLE[i], PEOPLE[j]
        whole = verdicts.crux(verdicts.holding(claims()[claim]), one, other)
        parts = {d.label: d.share for d in mine.differences}
        theirs = {d.label: d.share for d in whole.differences if d.label in parts}
        assert theirs == pytest.approx(parts)
        assert all(abs(d.share) < 1e-9 for d in whole.differences if d.label not in parts)


@pytest.mark.parametrize("claim", ["C1a", "C5a", "C6a", "C6c", "C7d"])
def test_the_parts_of_the_rooms_cruxes_sum_to_the_whole_difference(claim):
    here = on(ROOM, claim)
    found = here.cruxes()
    assert len(here.worked_out) == here.pairs > 0
    assert sum(one.share for one in found) == pytest.approx(1)
    shares = [one.share for one in found]
    assert shares == sorted(shares, reverse=True)
    assert sum(one.first for one in found) >= here.pairs
    assert f"all {here.pairs} pairs" in room.crux_lines(here).markdown


def test_where_one_number_alone_divides_the_room_it_is_the_crux():
    low, high = (DEFAULT.replace(needed_bite=x) for x in (0.3, 0.6))
    assert judge(claims()["C6a"], low).holds != judge(claims()["C6a"], high).holds
    here = on(voting(low, high, low.replace(rok_strength=1.4)))
    (one,) = here.cruxes()
    assert one.label == DEFAULT.records["needed_bite"].title and one.share == pytest.approx(1)
    assert one.first == here.pairs == 2


def test_of_very_many_pairs_a_sample_is_worked_out_and_the_words_say_so(monkeypatch):
    monkeypatch.setattr(room, "MOST_PAIRS", 10)
    here = on(ROOM, "C5a")
    assert here.pairs > 10 == len(set(here.worked_out))
    assert f"a sample of 10 of the {here.pairs} pairs" in room.crux_lines(here).markdown
    assert sorted(v.line for g in room.groups(here) for v in g.votes) == [
        v.line for v in ROOM.votes
    ]
    assert on(ROOM, "C5a").worked_out == here.worked_out


def test_a_claim_without_a_rule_does_not_divide_a_room():
    with pytest.raises(DataProblem, match="no verdict rule"):
        on(ROOM, "C1d")


# -- pairs ---------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.lists(st.sampled_from(range(25)), min_size=1, max_size=13), st.sampled_from(RULED))
def test_everyone_has_a_partner_and_as_many_as_can_be_have_one_of_another_verdict(chosen, claim):
    here = on(voting(*(PEOPLE[i] for i in chosen)), claim)
    found = room.groups(here)
    members = [v.line for g in found for v in g.votes]
    assert sorted(members) == list(range(1, len(chosen) + 1))
    sizes = Counter(len(g.votes) for g in found)
    assert sizes.keys() <= ({2, 3} if len(chosen) > 1 else {1})
    assert sizes[3] == (len(chosen) % 2 if len(chosen) > 1 else 0)
    count = Counter(here.states)
    state = dict(zip(range(1, len(chosen) + 1), here.states, strict=True))
    opposed = sum({HOLDS, FAILS} <= {state[v.line] for v in g.votes} for g in found)
    assert opposed >= min(count[HOLDS], count[FAILS])
    again = room.groups(on(voting(*(PEOPLE[i] for i in chosen)), claim))
    assert [(g.votes, g.why) for g in again] == [(g.votes, g.why) for g in found]


@pytest.mark.parametrize("claim", ["C1a", "C6a", "C7f"])
def test_no_other_pairing_of_the_two_camps_has_sharper_cruxes_in_all(claim):
    every = on(ROOM, claim)
    few = [*every.camp(HOLDS)[:3], *every.camp(FAILS)[:3]]
    here = on(voting(*(PEOPLE[i] for i in few)), claim)
    chosen = sum(here.sharpness(i, j) for i, j in room._opposed(here))
    for order in permutations(range(3, 6)):
        assert (
            sum(here.sharpness(i, j) for i, j in zip(range(3), order, strict=True)) <= chosen + 1e-9
        )


def test_the_reason_for_a_pair_names_both_values_of_what_divides_them():
    here = on(voting(*(DEFAULT.replace(needed_bite=x) for x in (0.3, 0.6))))
    (pair,) = room.groups(here)
    r = DEFAULT.records["needed_bite"]
    assert pair.why == (
        f"line 1: C6a holds, line 2: C6a does not hold; it hangs most on “{r.title}”, "
        f"{r.show(0.3)} against {r.show(0.6)}, with 100% of the difference"
    )
    assert room.group_lines([pair]).markdown.startswith(
        "- **line 1 (… word1) and line 2 (… word2).**"
    )


def test_two_who_agree_see_their_verdict_and_one_alone_sees_that_nobody_is_there():
    (pair,) = room.groups(on(voting(DEFAULT, DEFAULT)))
    assert pair.why == "both: C6a holds"
    (alone,) = room.groups(on(voting(DEFAULT)))
    assert "nobody else" in alone.why


def test_where_too_much_differs_the_crux_is_a_step():
    here = on(voting(AUTHOR, CRITIC), "C7f")
    (pair,) = room.groups(here)
    grouped = here.crux(0, 1).grouped
    assert ("step 7" in pair.why) == grouped


# -- guesses -------------------------------------------------------------------------------------


@given(st.lists(any_guesses, min_size=1, max_size=4))
def test_every_guess_is_counted_and_what_is_true_is_not_said(given_):
    votes = tuple(Vote(i, "w", DEFAULT, g) for i, g in enumerate(given_))
    b = Ballot(DEFAULT, votes)
    found = room.guessed(b)
    assert sum(len(answers) for _, answers in found) == sum(map(len, given_))
    said = room.guess_lines(b).markdown
    for q, answers in found:
        assert q.question in said and (not q.happened or q.happened not in said)
        assert (answers.count(DECLINED) > 0) == ("would rather not" in room._answers(q, answers))


def test_the_guesses_of_one_notebook_can_be_asked_for_alone():
    b = voting(DEFAULT, guesses={"half_is_enough": "enough", "sixth_deal": "about even"})
    assert room.guessed(b, "00_start_here") == [(question("half_is_enough"), ["enough"])]
    assert "enough: **1**" in room.guess_lines(b, "00_start_here").markdown
    assert "no guesses" in room.guess_lines(b, "07_can_seoul_stand_alone").markdown


def test_the_middle_of_chances_and_of_ranges_is_shown():
    chances = [Vote(i, "w", DEFAULT, {"halt_by_2012": p}) for i, p in enumerate((0.1, 0.4, 0.9))]
    assert (
        "10% to 90%, in the middle **40%**"
        in room.guess_lines(Ballot(DEFAULT, tuple(chances))).markdown
    )
    ends = [(10.0, 24.0), (12.0, 30.0), (14.0, 40.0)]
    votes = [Vote(i, "w", DEFAULT, {"arsenal_in_2017": e}) for i, e in enumerate(ends)]
    said = room.guess_lines(Ballot(DEFAULT, tuple(votes))).markdown
    assert "low ends **12**, of the high ends **30**" in said


# -- the picture ---------------------------------------------------------------------------------


def test_the_picture_shows_every_vote_on_its_range_and_its_words_name_every_row():
    data, words = picture.shows(ROOM)
    places = [*data["marks"]["place"], *data["spans"]["place"], *data["spans"]["end"]]
    assert all(-1e-9 <= p <= 1 + 1e-9 for p in places)
    for s in picture.rows(ROOM):
        title = s.record.title
        rows = zip(data["marks"]["row"], data["marks"]["what"], strict=True)
        marks = Counter(what for row, what in rows if row == title)
        assert marks[picture.VOTES] == len(s.counts) and marks[picture.DEFAULT] == 1
        assert marks[picture.MIDDLE] == (s.record.unit != "choice")
        assert f"{title}: " in words.alt_text
    shown = picture.room_spread(ROOM)
    assert words.title in " ".join(texts(shown.spec)) and shown.alt_text == words.alt_text


def test_author_and_critic_are_marked_alike_in_size_and_height():
    marks = picture.shows(ROOM)[0]["marks"]
    sizes = dict(zip(marks["what"], marks["size"], strict=True))
    alike = (picture.AUTHOR, picture.CRITIC, picture.DEFAULT)
    assert len({(sizes[what], picture.MARKS[what][2]) for what in alike}) == 1


# -- the widgets ---------------------------------------------------------------------------------


def test_the_box_counts_shows_and_forgets_the_names():
    lines = [f"Zebedee {i}: {one}" for i, one in enumerate(CODES[:6])]
    box = BallotBox("\n".join([*lines, "Quux: nonsense"]))
    box.count()
    assert box.said.text == "6 codes counted, 1 line skipped."
    assert box.said.lines[0].startswith("Line 7: ")
    assert "Zebedee" not in box.codes.value and CODES[0] in box.codes.value
    html = " ".join(getattr(x, "value", "") for x in (*box.answer.children, *box.debate.children))
    assert (
        "Zebedee" not in html
        and "least" in html
        and box.debated.text == "Cruxes and pairs for C6a."
    )
    box.claim.value = "C5a"
    assert "C5a" in box.debate.children[0].value and box.debated.text.endswith("C5a.")


def test_equal_codes_count_each_if_the_box_is_ticked():
    box = BallotBox("\n".join([CODES[0]] * 3))
    box.count()
    assert len(box.ballot.votes) == 1
    box.repeats.value = True
    box.count()
    assert len(box.ballot.votes) == 3


def test_an_empty_box_says_so_and_no_picture_is_drawn():
    box = BallotBox()
    box.count()
    assert box.said.text == "0 codes counted." and not box.answer.children
    assert "no code" in box.debated.text and repr(box).startswith("Paste codes")


def test_an_error_in_the_data_is_a_sentence_in_the_box(monkeypatch):
    def broken(*_, **__):
        raise DataProblem("assumptions.toml: fix it")

    box = BallotBox(CODES[0])
    box.count()
    with monkeypatch.context() as error:
        error.setattr(room, "Room", broken)
        box.claim.value = "C5a"
        assert box.debated.text == "assumptions.toml: fix it."
    monkeypatch.setattr(room, "collect", broken)
    box.count()
    assert box.said.text == "assumptions.toml: fix it."


def test_the_pre_flight_asks_the_browser_and_stays_the_same_in_a_saved_notebook():
    check = RoomCheck()
    assert "not asked: no browser" in repr(check.said)
    saved = repr(check)
    check.screen.set_trait("height", 800)
    check.screen.set_trait("width", 1280)
    assert "1280 by 800 pixels: chart and sliders stand side by side" in repr(check.said)
    assert repr(check) == saved and not any(map(str.isdigit, saved))
