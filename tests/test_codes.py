"""A code can be spoken, typed and pasted. It brings everything back or says which part is wrong."""

import re
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import AUTHOR, CRITIC, DEFAULT, answers_to, any_guesses, any_world, edited, made_up

from sevensteps import codes
from sevensteps.assumptions import Assumption, Assumptions, assumptions
from sevensteps.codes import CodeProblem, code, read
from sevensteps.data import DATA, DataProblem
from sevensteps.questions import DECLINED, Question, questions
from sevensteps.text import of_step

TWO = DEFAULT.replace(china_cooperation=0.5, needed_bite=0.45)


def worlds_of_two_changes():
    names = st.lists(st.sampled_from(list(DEFAULT.records)), min_size=1, max_size=3, unique=True)
    return st.tuples(any_world, names).map(
        lambda drawn: DEFAULT.replace(**{n: getattr(drawn[0], n) for n in drawn[1]})
    )


@given(any_world)
def test_a_code_brings_everything_back(a):
    assert read(code(a), DEFAULT) == (a, "", {})


@given(any_world, any_world)
def test_a_code_does_not_depend_on_what_was_in_hand(a, in_hand):
    assert read(code(a), in_hand).assumptions == a


GOLDEN = {  # codes as they were handed out: their format must not change by accident
    "abandon embody": (DEFAULT, {}),
    "abandon caught10v yard9e hospital": (TWO, {}),
    "abandon vacuum2j top": (DEFAULT.replace(us_presence=2), {}),
    "abandon mixture5y sniff4f salt8a blossom512w dad": (
        DEFAULT.replace(war_hazard_now=0.0025),
        {"sixth_deal": "about even", "halt_by_2012": 0.35, "arsenal_in_2017": (10.0, 24.0)},
    ),
    "abandon move16c fringe4u end": (  # starting from the author's setting is no shorter
        DEFAULT.replace(prior_failures=2, success_years=8),
        {},
    ),
    "abandon author0m author1r author2a author3f author4y author5v author6j author7n erupt": (
        AUTHOR,
        {},
    ),
    "abandon critic0w critic1w critic2r critic3n critic4u critic5t critic6c critic7f grass": (
        CRITIC,
        {},
    ),
}


@pytest.mark.parametrize("text", GOLDEN)
def test_codes_are_written_and_read_as_they_were_handed_out(monkeypatch, text):
    """Under one made-up word for the data, since the real one follows every change of data/."""
    monkeypatch.setattr(codes, "fingerprint", lambda a: bytes(8))
    a, guesses = GOLDEN[text]
    assert code(a, guesses) == text
    assert read(text, DEFAULT) == (a, "", guesses)


@given(worlds_of_two_changes())
def test_a_code_survives_being_spoken_and_typed_again(a):
    text = code(a)
    for typed in (text.upper(), f"  code: {text}\n", text.replace(" ", " · "), _spaced(text)):
        assert read(typed, DEFAULT).assumptions == a


def _spaced(text):
    return re.sub(r"(\d+)", r" \1 ", text)


def test_four_letters_of_a_word_are_enough():
    short = re.sub(r"[a-z]{4,}", lambda word: word[0][:4], code(AUTHOR))
    assert short != code(AUTHOR)
    assert read(short, DEFAULT).assumptions == AUTHOR


def test_three_letters_of_a_word_are_not_enough():
    first, *parts, last = code(TWO).split()
    assert len(first) > 3
    with pytest.raises(CodeProblem, match=f"^part 1, '{first[:3]}', is not a word of a code"):
        read(" ".join([first[:3], *parts, last]), DEFAULT)


@given(worlds_of_two_changes(), st.data())
def test_a_mistyped_number_is_found_and_nothing_is_restored(a, data):
    parts = code(a).split()
    if len(parts) == 2:
        return
    i = data.draw(st.integers(1, len(parts) - 2))
    digits = "".join(c for c in parts[i] if c.isdigit())
    other = data.draw(st.integers(0, 999).map(str).filter(lambda n: int(n) != int(digits)))
    wrong = [*parts[:i], parts[i].replace(digits, other, 1), *parts[i + 1 :]]
    with pytest.raises(CodeProblem) as problem:
        read(" ".join(wrong), DEFAULT)
    named = f"part {i + 1}, {wrong[i]!r}" in str(problem.value)
    assert named or "does not fit the parts before it" in str(problem.value)


def test_most_mistyped_numbers_are_named_part_by_part():
    first, one, two, last = code(TWO).split()
    word, number, letter = re.fullmatch(r"([a-z]+)(\d+)([a-z])", two).groups()
    others = [n for n in range(2, 19) if n != int(number)]
    named = 0
    for n in others:
        with pytest.raises(CodeProblem) as problem:
            read(f"{first} {one} {word}{n}{letter} {last}", DEFAULT)
        named += "part 3" in str(problem.value)
    assert named >= 0.8 * len(others)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda p: [], "there is no code here"),
        (lambda p: [p[0]], "the code stops after"),
        (lambda p: p[:-1], "its last word, the check, is missing"),
        (lambda p: p[1:], "its first word, the data, is missing"),
        (lambda p: [p[0], p[2], p[3]], "a part is missing"),
        (lambda p: [p[0], p[1], p[1], p[2], p[3]], "sets .* again"),
        (lambda p: [p[0], "qqqq7a", *p[2:]], "part 2, 'qqqq', is not a word of a code"),
        (lambda p: [p[0], p[1][:-1], *p[2:]], "part 2, .*lacks the letter"),
        (lambda p: [p[0], p[1][:-1].rstrip("0123456789"), *p[2:]],
         "part 2, .*lacks its number"),
        (lambda p: [p[0], "abandon7a", *p[2:]], "part 2, 'abandon7a': .*does not stand for an assumption"),
        (lambda p: [*p[:-1], "zoo" if p[-1] != "zoo" else "zone"], "the last word, .*does not fit"),
        (lambda p: ["zoo" if p[0] != "zoo" else "zone", *p[1:]], "part 1, .* is mistyped"),
        (lambda p: ["zoo", *p[1:-1], "abandon"], "the first word, .* do not fit"),
        (lambda p: ["7", *p], "does not belong to a part"),
    ],
)  # fmt: skip
def test_a_broken_code_says_which_part_is_wrong(edit, says):
    with pytest.raises(CodeProblem, match=says) as problem:
        read(" ".join(edit(code(TWO).split())), DEFAULT)
    assert "\n" not in str(problem.value)


@given(st.text(max_size=60))
def test_pasted_nonsense_always_ends_in_one_sentence(text):
    with pytest.raises(CodeProblem, match=r"\w+ \w+ \w+"):
        read(text, DEFAULT)


def test_a_long_paste_gives_a_short_error():
    with pytest.raises(CodeProblem) as problem:
        read("a" * 5000, DEFAULT)
    assert len(str(problem.value)) < 200


@pytest.mark.parametrize(("name", "value"), [("needed_bite", 0.1234), ("war_hazard_now", 0.0021)])
def test_a_value_between_increments_has_no_code(name, value):
    """The second lies near an increment: no code may carry it as 0.002."""
    a = DEFAULT.replace_unchecked(**{name: value})
    with pytest.raises(CodeProblem, match=f"^{name} = {value} lies between the increments"):
        code(a)
    assert codes.code_if_any(a) == "" and codes.code_if_any(TWO) == code(TWO)


# -- other data ----------------------------------------------------------------------------------


def other_data(tmp_path, name, old, new) -> Assumptions:
    """Assumptions in which the record of this name was edited."""
    file = shutil.copytree(DATA, tmp_path / "data") / "assumptions.toml"
    before, head, rest = file.read_text(encoding="utf-8").partition(f"\n[{name}]\n")
    record, blank, after = (head + rest).partition("\n\n")
    text = "".join([before, edited(record, old, new), blank, after])
    file.write_text(text, encoding="utf-8")
    return assumptions(file.parent)


def test_a_code_from_other_data_says_so_and_restores_every_part(tmp_path):
    other = other_data(tmp_path, "needed_bite", "value = 0.30", "value = 0.35")
    found, note, _ = read(code(TWO), other)
    assert (found.china_cooperation, found.needed_bite) == (0.5, 0.45)
    assert "other data" in note and "every part" in note


def test_a_code_from_other_data_leaves_out_only_what_is_gone(tmp_path):
    other = other_data(tmp_path, "needed_bite", "[needed_bite]", "[bite_that_is_needed]")
    found, note, _ = read(code(TWO), other)
    assert found.changed() == {"china_cooperation": 0.5}
    assert "other data" in note and "all but" in note


def test_a_code_carries_values_and_not_places_on_a_slider(tmp_path):
    other = other_data(
        tmp_path, "needed_bite", "low = 0.10\nhigh = 0.90", "low = 0.20\nhigh = 0.95"
    )
    r = other.records["needed_bite"]
    assert (r.low, r.high) == (0.2, 0.95)
    assert read(code(TWO), other).assumptions.needed_bite == 0.45


def test_a_range_that_goes_below_zero_is_counted_from_its_low_end(tmp_path):
    other = other_data(
        tmp_path,
        "needed_bite",
        "value = 0.30\nlow = 0.10\nhigh = 0.90",
        "value = 0.30\nlow = -0.50\nhigh = 0.90\nat_least = -0.50",
    )
    for value in (-0.5, -0.2, 0.0, 0.9):
        a = other.replace(needed_bite=value)
        assert "-" not in code(a)
        assert read(code(a), other).assumptions == a


@pytest.mark.parametrize("text", [3, None, ["a"], 10**5000], ids=["3", "none", "list", "huge"])
def test_a_code_is_text(text):
    with pytest.raises(CodeProblem, match="is not a code: give its words in quotes"):
        read(text, DEFAULT)


@pytest.mark.parametrize("many", [10, 400, 5000])
def test_a_number_that_is_too_long_is_named_with_its_part(many):
    first, *_, last = code(TWO).split()
    for word in (words_of(DEFAULT.records)["needed_bite"], "author"):
        with pytest.raises(CodeProblem, match=f"part 2, '{word}9+.*number is too long") as said:
            read(f"{first} {word}{'9' * many}a {last}", DEFAULT)
        assert len(str(said.value)) < 120


def test_the_datas_own_word_is_never_one_that_means_something_else(monkeypatch):
    words = set()
    for number in range(3000):
        monkeypatch.setattr(codes, "fingerprint", lambda a, n=number: n.to_bytes(8, "big"))
        words.add(codes._data_word(DEFAULT))
    assert len(words) > 2000 and not words & {"code", "author", "critic"}


def words_of(names):
    """The code word of each assumption, if these are all there are."""
    a = made_up(**dict.fromkeys(names, (0, 0, 1)))
    return {r.name: w for w, r in codes._vocabulary(a).items() if isinstance(r, Assumption)}


def test_a_new_assumption_leaves_the_words_of_the_others_alone():
    before = words_of(DEFAULT.records)
    after = words_of([*DEFAULT.records, *(f"new_{i}" for i in range(200))])
    assert {n: after[n] for n in before} == before
    assert len(set(after.values())) == len(after)


# -- starting from someone's setting --------------------------------------------------------------


@given(any_world, st.sampled_from(["author", "critic"]), st.integers(1, 7))
@settings(max_examples=30)
def test_a_setting_of_one_step_and_other_changes_come_back(a, who, step):
    theirs = DEFAULT.preset(who)
    mixed = a.replace(**{r.name: getattr(theirs, r.name) for r in of_step(step, DEFAULT)})
    assert read(code(mixed), DEFAULT).assumptions == mixed


def test_a_start_may_stand_anywhere_and_what_is_changed_from_it_wins():
    a = DEFAULT.preset("author").replace(needed_bite=0.9)
    first, *parts, last = code(a).split()
    turned = [*reversed(parts)]
    body = [first, *turned]
    assert read(" ".join([*body, codes._check_word(body)]), DEFAULT).assumptions == a
    assert last


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("author9a", "do not belong together"),
        ("author3", "lacks the letter"),
        ("critic0c", "do not"),
    ],
)
def test_a_mistyped_start_is_named(wrong, words):
    first, *_ = code(DEFAULT).split()
    with pytest.raises(CodeProblem, match=words):
        read(f"{first} {wrong} {codes._check_word([first, wrong])}", DEFAULT)


def test_one_step_cannot_start_twice():
    first = code(DEFAULT).split()[0]
    body = [first, code(AUTHOR).split()[4], code(CRITIC).split()[4]]
    with pytest.raises(CodeProblem, match="starts step 3 again"):
        read(" ".join([*body, codes._check_word(body)]), DEFAULT)


# -- guesses -------------------------------------------------------------------------------------


@given(any_world, any_guesses)
def test_a_code_brings_back_any_assumptions_with_any_guesses(a, guesses):
    found = read(code(a, guesses), DEFAULT)
    assert found == (a, "", guesses)


@given(any_world, any_guesses)
def test_guesses_add_a_part_each_and_leave_the_rest_of_a_code_as_it_was(a, guesses):
    first, *parts, _ = code(a, guesses).split()
    alone = code(a).split()
    assert [first, *parts][: len(alone) - 1] == alone[:-1]
    assert len(parts) == len(alone) - 2 + len(guesses)


def test_the_word_of_a_question_is_not_one_of_an_assumption_or_a_preset():
    """Questions take their words last, so codes made before there were guesses can be read."""
    words = codes._vocabulary(DEFAULT)
    known = words_of(DEFAULT.records)
    asked = [w for w, what in words.items() if isinstance(what, Question)]
    assert len(asked) == len(questions())
    assert {w: getattr(what, "name", what) for w, what in words.items() if w not in asked} == {
        **{who: who for who in ("author", "critic")},
        **{w: n for n, w in known.items()},
    }


@pytest.mark.parametrize("q", questions().values(), ids=lambda q: q.id)
def test_a_mistyped_guess_is_named_with_its_question(q):
    word = next(w for w, what in codes._vocabulary(DEFAULT).items() if what == q)
    first, part, last = code(DEFAULT, {q.id: DECLINED}).split()
    assert part.startswith(f"{word}0")
    wrong = next(letter for letter in codes.LETTERS if letter != part[-1])
    for typed in (f"{word}0{wrong}", f"{word}99999999a"):
        with pytest.raises(
            CodeProblem, match=f"part 2, '{typed}' .*a guess: .*mistyped"
        ) as problem:
            read(f"{first} {typed} {last}", DEFAULT)
        assert q.question[:40] in str(problem.value)


@given(st.data())
def test_most_mistyped_answers_are_named_and_not_one_is_restored(data):
    q = data.draw(st.sampled_from([*questions().values()]))
    given_, other = data.draw(answers_to(q)), data.draw(answers_to(q))
    if q.number(given_) == q.number(other):
        return
    first, part, last = code(DEFAULT, {q.id: given_}).split()
    typed = re.sub(r"\d+", str(q.number(other)), part)
    with pytest.raises(CodeProblem) as problem:
        read(f"{first} {typed} {last}", DEFAULT)
    assert "part 2" in str(problem.value) or "does not fit" in str(problem.value)


def test_one_question_is_not_guessed_twice():
    first, part, _ = code(DEFAULT, {"sixth_deal": "about even"}).split()
    body = [first, part, part]
    with pytest.raises(CodeProblem, match="guesses sixth_deal again"):
        read(" ".join([*body, codes._check_word(body)]), DEFAULT)


def test_a_guess_to_a_question_that_is_gone_is_left_out_and_reported(monkeypatch):
    kept = {n: q for n, q in questions().items() if n != "sixth_deal"}
    text = code(TWO, {"sixth_deal": "about even", "fill_in_needed": DECLINED})
    monkeypatch.setattr(codes, "questions", lambda: kept)
    found = read(text, DEFAULT)
    assert found.assumptions == TWO
    assert found.guesses == {"fill_in_needed": DECLINED}
    assert "other questions" in found.note and "all but" in found.note


def test_what_is_not_an_answer_has_no_code():
    with pytest.raises(DataProblem, match="did you mean 'sixth_deal'"):
        code(DEFAULT, {"sixth_dea": "about even"})
    with pytest.raises(DataProblem, match="not an answer to 'sixth_deal'"):
        code(DEFAULT, {"sixth_deal": "perhaps"})
