"""A reply is checked for structure and never for opinion, and its page can be opened again."""

import json
import re
from html.parser import HTMLParser
from unicodedata import category

import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import AUTHOR, CRITIC, DEFAULT, worlds

from sevensteps import classroom, pictures, reply
from sevensteps.argument import claims
from sevensteps.assumptions import CHOICE
from sevensteps.codes import CodeProblem, code
from sevensteps.data import DataProblem, references, tables
from sevensteps.reply import Reply, cleaned, words_in
from sevensteps.text import NOTEBOOKS
from sevensteps.verdicts import flips, judge, rests_on

ALL = list(claims().values())
JUDGED = [c for c in ALL if c.verdict]
PLAIN = "The claim rests on a guess that nobody can check. " * 5


def whole(claim_id, a=DEFAULT, carrier=0, effect=reply.HOLD, words=PLAIN):
    """A reply to a claim with every part, each taken from its list."""
    r = Reply(claim=claim_id, effect=effect, words=words)
    names = [name for _, name in reply.assumption_choices(claims()[claim_id], a)]
    r = r.replace(assumption=names[min(carrier, len(names) - 1)])
    r = r.replace(source=reply.source_choices(r, a)[0][1], move=reply.move_choices(r, a)[0][1])
    r = r.replace(condition=reply.condition_choices(r, a)[0][1], condition_words="A dated report")
    number = r.condition in (reply.AT_LEAST, reply.BELOW, reply.IS)
    return r.replace(value=a.records[r.assumption].high if number else None)


def there(r, a=DEFAULT):
    return {f.part: f.there for f in reply.check(r, a)}


def sentence(r, part, a=DEFAULT):
    return {f.part: f.sentence for f in reply.check(r, a)}[part]


# -- the check -----------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", ALL, ids=lambda c: c.id)
def test_every_claim_can_be_replied_to_from_the_lists_alone(claim):
    for carrier in (0, 1):
        assert reply.missing(whole(claim.id, carrier=carrier), DEFAULT) == []


@pytest.mark.parametrize("claim", ALL, ids=lambda c: c.id)
def test_the_check_is_the_same_for_a_claim_defended_and_attacked(claim):
    for_it, against = (whole(claim.id, effect=e) for e in (reply.HOLD, reply.FAIL))
    assert there(for_it) == there(against)
    for part in ("claim", "assumption", "source", "condition", "words"):
        assert sentence(for_it, part) == sentence(against, part)


@given(st.sampled_from(JUDGED), st.sampled_from(list(DEFAULT.records)))
def test_only_what_the_verdict_reads_can_carry_a_claim(claim, name):
    r = Reply(claim=claim.id, assumption=name)
    read = name in {one.name for one in rests_on(claim, DEFAULT)}
    assert there(r)["assumption"] == read
    assert read or DEFAULT.records[name].title in sentence(r, "assumption")


def test_what_a_claim_needs_in_words_carries_only_a_claim_without_a_verdict():
    assert there(Reply(claim="C0b", assumption=reply.NEEDS))["assumption"]
    assert not there(Reply(claim="C6a", assumption=reply.NEEDS))["assumption"]


def test_a_claim_without_a_verdict_may_rest_on_what_supports_it():
    names = {r.name for r in reply.carriers(claims()["C2b"], DEFAULT)}
    assert {r.name for r in rests_on(claims()["C2a"], DEFAULT)} <= names
    assert "chance_of_deal" in names


@pytest.mark.parametrize("part", ["assumption", "source", "move", "effect", "condition", "words"])
def test_each_part_that_is_not_there_is_named_in_one_sentence(part):
    (said,) = reply.missing(whole("C6a").replace(**{part: ""}), DEFAULT) if part != "assumption" else (
        reply.missing(whole("C6a").replace(assumption="", move="", source="early-2015",
                                       condition=reply.OTHER), DEFAULT)[:1]
    )  # fmt: skip
    assert said.endswith(".") and len(re.findall(r"[.!?](?= |$)", said)) == 1


def test_no_sentence_of_the_check_is_longer_than_25_words_or_judges():
    broken = [
        Reply(), Reply(claim="C6"), *(Reply(claim=c.id) for c in ALL), *(whole(c.id) for c in ALL),
        whole("C6a").replace(assumption="rok_strength"), whole("C6a").replace(source="none-1999"),
        whole("C6a").replace(words="Too short"), whole("C6a").replace(words="long " * 300),
        whole("C6a").replace(condition=reply.OTHER, condition_words=""), whole("C6a").replace(value=None),
        whole("C6a").replace(value=7.0), whole("C6a").replace(condition=reply.IS),
        whole("C6a").replace(condition_words="long " * 70),
    ]  # fmt: skip
    judging = r"(?i)\b(good|bad|right|wrong|correct|incorrect|well done|strong|weak|should)\b"
    for r in broken:
        for lack in reply.missing(r, DEFAULT):
            assert all(words_in(s) <= 25 for s in re.split(r"(?<=[.:])\s", lack)), lack
            assert not re.search(judging, lack), lack
        for line in reply.shown_lines(r, DEFAULT):
            assert not re.search(judging, line), line


def test_a_misspelt_name_from_a_file_says_which_was_meant():
    assert "did you mean 'C6a'" in reply.missing(Reply(claim="C6aa"), DEFAULT)[0]
    assert "did you mean 'needed_bite'" in sentence(whole("C6a").replace(assumption="need_bite"), "assumption")  # fmt: skip
    assert "did you mean 'early-2015'" in sentence(
        whole("C6a").replace(source="early-215"), "source"
    )


@given(st.integers(0, 400))
def test_the_words_are_counted_and_asked_for_within_limits(count):
    least, most = reply.WORDS
    assert there(Reply(claim="C6a", words="word " * count))["words"] == (least <= count <= most)


def test_signs_alone_are_not_words():
    assert words_in("… – 🙂 !!! «»") == 0
    assert words_in("it's twenty-five 한국어 words") == 4


# -- the source ----------------------------------------------------------------------------------


def test_our_number_is_a_source_only_where_the_number_is_guessed():
    for name, record in DEFAULT.records.items():
        r = Reply(claim=record.claim or "C6a", assumption=name, source=reply.OURS)
        listed = reply.OURS in [key for _, key in reply.source_choices(r, DEFAULT)]
        assert listed == there(r)["source"] == (record.evidence == "guessed")
    ours = Reply(claim="C6a", assumption="needed_bite", source=reply.OURS)
    assert "our number, which is no work of anyone's" in sentence(ours, "source")
    measured = ours.replace(assumption="china_trade_share")
    assert "is measured, not our number: choose a work" in sentence(measured, "source")


@given(st.sampled_from(list(references().items())))
def test_every_work_is_found_by_its_author_with_or_without_accents(work):
    key, ref = work
    for search in (ref.author, ref.author.upper(), ref.author.replace("ř", "r").replace("í", "i")):
        found = reply.source_choices(Reply(claim="C6a"), DEFAULT, search)
        assert key in [one for _, one in found]
        assert len(found) < len(references())


def test_works_that_the_claim_cites_come_first_and_another_is_called_new():
    r = Reply(claim="C6a")
    cited = {*claims()["C6a"].support_source, *claims()["C6a"].objection_source}
    listed = [key for _, key in reply.source_choices(r, DEFAULT)]
    assert set(listed[: len(cited)]) == cited and set(listed) == set(references())
    assert "does not cite it" in sentence(r.replace(source="early-2015"), "source")
    assert "does not cite it" not in sentence(r.replace(source=listed[0]), "source")


# -- what the model shows ------------------------------------------------------------------------


@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_the_model_turns_a_claim_in_the_direction_in_which_a_flip_lies(claim):
    for flip in flips(claim, DEFAULT)[:4]:
        if flip.record.unit == CHOICE:
            continue
        move = "higher" if flip.end > flip.start else "lower"
        r = Reply(claim=claim.id, assumption=flip.record.name, move=move, effect=reply.HOLD)
        said = reply.model_on_direction(r, DEFAULT)
        assert flip.record.show(flip.end) in said
        holds_then = not judge(claim, DEFAULT).holds
        assert said.endswith("You say the same." if holds_then else "You say otherwise.")
        other = reply.model_on_direction(r.replace(effect=reply.FAIL), DEFAULT)
        assert other.endswith("You say otherwise." if holds_then else "You say the same.")


def test_the_model_says_how_far_it_looked_if_nothing_turns():
    r = Reply(claim="C6a", assumption="needed_bite", move="higher", effect=reply.HOLD)
    a = DEFAULT.replace(needed_bite=0.6)  # does not hold, and a higher need does not fix it
    top = DEFAULT.records["needed_bite"]
    assert f"all the way to {top.show(top.high)}" in reply.model_on_direction(r, a)
    assert "end of its range" in reply.model_on_direction(r, DEFAULT.replace(needed_bite=top.high))


def test_a_choice_is_compared_at_the_setting_named():
    r = whole(
        "C4c", carrier=[x.unit == CHOICE for x in rests_on(claims()["C4c"], DEFAULT)].index(True)
    )
    record = DEFAULT.records[r.assumption]
    for label, value in record.settings.items():
        holds = judge(claims()["C4c"], DEFAULT.replace(**{record.name: value})).holds
        said = reply.model_on_direction(r.replace(move=label), DEFAULT)
        assert f"at “{label}”, C4c {'holds' if holds else 'does not hold'}" in said


def test_a_claim_without_a_verdict_shows_those_behind_it_and_no_agreement():
    r = Reply(claim="C2b", assumption="chance_of_deal", move="lower", effect=reply.FAIL)
    said = reply.model_on_direction(r, DEFAULT)
    assert "C2b has no verdict" in said and "C2c" in said and "You say" not in said
    words = Reply(claim="C0b", assumption=reply.NEEDS, move="so", effect=reply.HOLD)
    assert "nothing to compare" in reply.model_on_direction(words, DEFAULT)


@given(
    st.integers(3, 18).map(lambda n: round(0.05 * n, 2)),
    st.sampled_from([reply.AT_LEAST, reply.BELOW]),
)
def test_the_condition_is_judged_by_the_model_where_it_is_first_met(value, kind):
    r = Reply(claim="C6a", assumption="needed_bite", condition=kind, value=value)
    step = DEFAULT.records["needed_bite"].increment
    met = value if kind == reply.AT_LEAST else round(value - step, 4)
    holds = judge(claims()["C6a"], DEFAULT.replace(needed_bite=met)).holds
    said = reply.model_on_condition(r, DEFAULT)
    assert said.endswith(f"C6a {'holds' if holds else 'does not hold'}.")


# -- a draft -------------------------------------------------------------------------------------

ANYTHING = st.text(max_size=300)


@given(ANYTHING, ANYTHING)
def test_a_draft_comes_back_from_a_file_as_it_was(words, condition_words):
    r = whole("C6a").replace(words=words, condition_words=condition_words)
    assert reply.draft(json.loads(json.dumps(r.parts()))) == r


@given(ANYTHING)
def test_text_loses_only_invisible_characters(text):
    made = cleaned(text)
    assert cleaned(made) == made
    assert not [c for c in made if category(c) in ("Cc", "Cs") and c != "\n"]
    assert "\u202e" not in made and "\u2066" not in made


@pytest.mark.parametrize(
    "given", [None, [], "text", {"claim": 3}, {"value": "much"}, {"words": None}]
)
def test_what_is_not_a_draft_is_one_error(given):
    with pytest.raises(DataProblem):
        reply.draft(given)


def test_parts_of_a_newer_version_are_left_out():
    assert reply.draft({"claim": "C6a", "mood": "sunny"}) == Reply(claim="C6a")


def test_the_classroom_lists_what_is_missing_first():
    said = classroom.check_reply(Reply(claim="C6a"), DEFAULT).markdown
    assert said.startswith("**Still missing: 5.**\n\n- Choose the assumption")
    assert classroom.check_reply(whole("C6a"), DEFAULT).markdown.startswith(
        "**Every part is there.**"
    )
    no_words = classroom.check_reply(whole("C6a").replace(words=""), DEFAULT, words=False)
    assert no_words.markdown.startswith("**Every part is there.**")
    with pytest.raises(DataProblem, match=r"write reply\.Reply"):
        classroom.check_reply("C6a", DEFAULT)


# -- the page ------------------------------------------------------------------------------------


def test_a_claim_is_shown_in_a_picture_in_which_the_notebooks_judge_it():
    found = {}
    for file in NOTEBOOKS.glob("*.ipynb"):
        for cell in nbformat.read(file, 4).cells:
            panel = re.search(
                r"(?s)^panel\(.*?pictures\.(\w+).*?claims=\[(.*?)\]", cell.source, re.M
            )
            for claim_id in re.findall(r"C\d\w", panel[2]) if panel else ():
                found.setdefault(claim_id, []).append(panel[1])
    named = {c.id: c.picture for c in ALL if c.picture}
    assert set(named) == set(found), "a claim that a notebook judges in a picture has one"
    for claim_id, picture in named.items():
        assert picture in found[claim_id], claim_id


class Elements(HTMLParser):
    """The elements of a page and their text."""

    def __init__(self, html):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(html)
        self.text = " ".join(self.text.split())
        self.names = {name for name, _ in self.found}

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.text += "" if tag == "bdi" else " "

    def handle_data(self, data):
        if self.found and self.found[-1][0] not in ("script", "style"):
            self.text += data


MOVED = DEFAULT.replace(needed_bite=0.45, leakage=0.3, rok_strength=1.1)


@pytest.fixture(scope="module")
def made():
    """The page of a judged claim with changed assumptions."""
    return reply.page(whole("C6a", MOVED), MOVED)


def test_without_a_claim_there_is_no_page():
    with pytest.raises(DataProblem, match="Choose a claim first"):
        reply.page(Reply(), DEFAULT)
    with pytest.raises(DataProblem, match="did you mean 'C6a'"):
        reply.page(Reply(claim="C6aa"), DEFAULT)


def test_a_page_holds_everything_that_is_handed_in(made):
    page, r = Elements(made), DEFAULT.records["needed_bite"]
    alt_text = pictures.bite.still(MOVED).alt_text
    said = (
        judge(claims()["C6a"], MOVED).sentence,
        alt_text,
        code(MOVED),
        PLAIN,
        references()["bandow-2009"].full,
    )
    for one in said:
        assert " ".join(one.split()) in page.text
    assert (
        " ".join([r.title, "45%", r.show(r.value), r.show(r.author), r.show(r.critic)]) in page.text
    )
    assert "South over North, alone 1.1" in page.text
    assert "A draft." not in page.text and "no work of anyone's" in page.text
    (image,) = (attrs for name, attrs in page.found if name == "img")
    assert image["src"].startswith("data:image/png;base64,iVBORw0KGgo") and image["alt"] == alt_text


def test_a_page_without_a_verdict_says_why_and_has_no_picture():
    r = whole("C2b", AUTHOR)
    page = Elements(reply.page(r, AUTHOR))
    assert "C2b has no verdict" in page.text and "img" not in page.names
    assert references()[r.source].full in page.text


def test_a_page_that_is_not_whole_calls_itself_a_draft():
    assert (
        "A draft. Choose the assumption" in Elements(reply.page(Reply(claim="C3e"), DEFAULT)).text
    )


def test_a_value_without_a_code_still_gives_a_page():
    html = reply.page(Reply(claim="C6a"), DEFAULT.replace_unchecked(needed_bite=0.2345))
    assert "between increments" in html and reply.state_in(html).code == ""


def test_a_page_fetches_nothing_and_runs_nothing(made):
    assert re.findall(r"""(?:src|href)=["']?([^"'>:]*)""", made) == ["data"]
    assert re.findall(r"<script[^>]*>", made) == ['<script type="application/json">']
    assert "default-src 'none'" in made and not re.search(r"\bon\w+=", made)


# -- odd and hostile input -----------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</p></main></body><style>*{display:none}</style>",
    '</script><script type="application/json">{"code": ""}</script>',
    "[link](javascript:alert(1)) <http://x.example> # heading\n- list\n```\ncode\n```",
    "$$\\href{javascript:alert(1)}{x}$$ &lt;b&gt; &amp; &#60;",
    "שלום עולם مرحبا بالعالم \u202etxet desrever\u202c \u2067x\u2069",
    "🙂👩‍👩‍👧‍👦🇰🇵 e\u0301 한국어 中文 \u0000\u0007\x1b[31m \ud800",
    "x" * 10_000,
    "“quotes” 'and' \"more\" {{braces}} ${template} $code %s {0} --> <!-- ]]>",
]
FIELDS = [name for name, value in Reply().parts().items() if value == "" and name != "claim"]


def shown(text):
    """Text as a page shows it: cleaned, every run of space one space."""
    return " ".join(cleaned(text).split())


@given(ANYTHING)
@example(HOSTILE[0])
@example(HOSTILE[1])
@example(HOSTILE[2])
@example(HOSTILE[-1])
@settings(max_examples=40)
def test_everything_written_stays_text(text):
    text = text.replace("\n", " ")
    r = whole("C2b", AUTHOR).replace(words=text, condition_words=text)
    page = Elements(html := reply.page(r, AUTHOR))
    known = Elements(reply.page(whole("C2b", AUTHOR), AUTHOR)).names
    assert page.names <= known | {"p"}
    assert page.text.count(shown(text)) >= 2 - (not words_in(text))
    assert reply.state_in(html).reply == r


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", FIELDS)
def test_hostile_text_in_any_field_is_only_text_and_comes_back_from_the_page(field, text):
    r = whole("C2b", AUTHOR).replace(**{field: text})
    html = reply.page(r, AUTHOR)
    known = Elements(reply.page(whole("C2b", AUTHOR), AUTHOR))
    page = Elements(html)
    assert page.names <= known.names
    assert [attrs for name, attrs in page.found if name in ("script", "style", "meta")] == [
        attrs for name, attrs in known.found if name in ("script", "style", "meta")
    ]
    assert reply.state_in(html).reply == r
    assert reply.compared(html, reply.state_in(html)).startswith("The page is what its code gives.")


# -- the way back --------------------------------------------------------------------------------


def compared(html):
    return reply.compared(html, reply.state_in(html))


@given(worlds(), st.sampled_from([c.id for c in ALL if not c.picture]))
@settings(max_examples=10)
def test_a_page_carries_its_state_under_any_assumptions(a, claim_id):
    state = reply.state_in(html := reply.page(whole(claim_id, a), a))
    assert state.code == code(a) and state.reply == whole(claim_id, a)
    assert set(a.changed()) <= state.values.keys()
    assert all(value == getattr(a, name) for name, value in state.values.items())
    assert compared(html).startswith("The page is what its code gives.")


@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_every_judged_page_is_what_its_code_gives(claim):
    a = CRITIC.replace(needed_bite=0.45)
    html = reply.page(whole(claim.id, a), a)
    assert compared(html) == f"The page is what its code gives. {judge(claim, a).sentence}"


def test_a_page_that_was_altered_says_where(made):
    said = compared(made.replace("C6a holds:", "C6a does not hold:"))
    assert said.startswith("The page differs from its code:")
    assert "C6a does not hold" in said.partition("and its code gives")[0]
    assert "C6a holds" in said.partition("and its code gives")[2]
    assert "20%" in compared(made.replace("<td>45%</td>", "<td>20%</td>"))
    assert "differs" in compared(made.replace(code(MOVED), code(CRITIC)))
    assert "differs" in compared(made.replace("</main>", "<p>One more.</p></main>"))


def test_a_page_made_with_other_data_names_the_values_that_differ(made):
    stamp = reply.state_in(made).data
    said = compared(made.replace(stamp, "0" * 16).replace('"leakage": 0.3', '"leakage": 0.25'))
    r = DEFAULT.records["leakage"]
    assert "It was made with other data." in said
    assert f"{r.title} was {r.show(0.25)} there, and is {r.show(0.3)} here." in said
    assert said.count(" there, and is ") == 1


@pytest.mark.parametrize(
    "state",
    [
        "",
        "null",
        "[]",
        "{",
        "[" * 9999,
        '{"code": "rapid please"}',
        '{"code": "", "data": "", "values": 3, "reply": {}}',
        '{"code": "", "data": "", "values": {}, "reply": {"claim": 3}}',
    ],
)
def test_what_does_not_carry_a_state_gives_none(state):
    assert reply.state_in(f'<script type="application/json">{state}</script>') is None
    assert reply.state_in(state) is None


def test_a_state_with_odd_values_is_still_compared(made):
    odd = '"values": {"replace": 1, "records": 2, "leakage": NaN, "needed_bite": "much", '
    said = compared(made.replace('"values": {', odd).replace(reply.state_in(made).data, "00"))
    assert said.startswith("The page is what its code gives.")


def test_a_mistyped_code_in_a_page_is_named(made):
    first = code(MOVED).split()[1]
    with pytest.raises(CodeProblem, match=r"part \d+"):
        compared(made.replace(first, first[:-1] + ("a" if first[-1] != "a" else "c")))


def test_the_tables_that_a_condition_names_are_all_there():
    listed = {name for _, name in reply.condition_choices(Reply(claim="C6a"), DEFAULT)}
    assert set(tables()) <= listed and reply.OTHER in listed
