"""A reply is checked for structure and never for opinion, and its page can be made again from its code."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import category

import mistune
import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import AUTHOR, CRITIC, DEFAULT, worlds

from sevensteps import classroom, reply
from sevensteps.argument import claims
from sevensteps.assumptions import CHOICE
from sevensteps.codes import CodeProblem, code
from sevensteps.data import DataProblem, references, titles
from sevensteps.reply import Reply, sheet
from sevensteps.reply.structure import cleaned, words_in
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


def test_a_claim_without_a_verdict_may_rest_on_what_holds_it_up():
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


def test_signs_alone_are_no_words():
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


@given(st.sampled_from(list(references().values())))
def test_every_work_is_found_by_its_author_with_or_without_accents(ref):
    for search in (ref.author, ref.author.upper(), ref.author.replace("ř", "r").replace("í", "i")):
        found = reply.source_choices(Reply(claim="C6a"), DEFAULT, search)
        assert ref.key in [key for _, key in found]
        assert len(found) < len(references())


def test_works_that_the_claim_cites_come_first_and_another_is_told_to_be_new():
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


def test_where_nothing_turns_the_model_says_how_far_it_looked():
    r = Reply(claim="C6a", assumption="needed_bite", move="higher", effect=reply.HOLD)
    a = DEFAULT.replace(needed_bite=0.6)  # does not hold, and a higher need does not mend it
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
def test_text_loses_nothing_but_what_nobody_can_see(text):
    made = cleaned(text)
    assert cleaned(made) == made
    assert not [c for c in made if category(c) in ("Cc", "Cs") and c != "\n"]
    assert "\u202e" not in made and "\u2066" not in made


@pytest.mark.parametrize(
    "given", [None, [], "text", {"claim": 3}, {"value": "much"}, {"words": None}]
)
def test_what_is_no_draft_is_told_so(given):
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
    from sevensteps import pictures

    found = {}
    for file in NOTEBOOKS.glob("*.ipynb"):
        for cell in nbformat.read(file, 4).cells:
            panel = re.search(
                r"(?s)^panel\(.*?pictures\.(\w+).*?claims=\[(.*?)\]", cell.source, re.M
            )
            for claim_id in re.findall(r"C\d\w", panel[2]) if panel else ():
                found.setdefault(claim_id, []).append(getattr(pictures, panel[1]))
    named = {c.id: reply.picture_of(c) for c in ALL if c.picture}
    assert set(named) == set(found), "a claim that a notebook judges in a picture has one"
    for claim_id, picture in named.items():
        assert picture in found[claim_id], claim_id


@pytest.fixture(scope="module")
def pages():
    """A page each of a judged claim at changed assumptions and of a claim without a verdict."""
    moved = DEFAULT.replace(needed_bite=0.45, leakage=0.3, rok_strength=1.1)
    return {
        "C6a": reply.page(whole("C6a", moved), moved),
        "C2b": reply.page(whole("C2b", AUTHOR), AUTHOR),
    }


def formats(p):
    return {kind: make(p) for kind, make in reply.MAKE.items()}


def test_without_a_claim_there_is_no_page():
    with pytest.raises(DataProblem, match="Choose a claim first"):
        reply.page(Reply(), DEFAULT)


def test_a_page_holds_everything_that_is_handed_in(pages):
    p = pages["C6a"]
    r = DEFAULT.records["needed_bite"]
    for kind in ("html", "md"):
        text = sheet._text(reply.MAKE[kind](p))
        for said in (p.verdict, p.alt_text, p.code, " ".join(PLAIN.split()), *p.works):
            assert " ".join(said.split()) in text.replace("&#46;", "."), (kind, said)
        assert (
            " ".join([r.title, "45%", r.show(r.value), r.show(r.author), r.show(r.critic)]) in text
        )
        assert "South over North, alone 1.1" in text
    assert p.picture.startswith(b"\x89PNG") and pages["C2b"].picture is None
    assert "has no verdict" in pages["C2b"].verdict
    assert references()[pages["C2b"].reply.source].full in dict(pages["C2b"].parts)["Source"]
    assert "no work of anyone's" in dict(p.parts)["Source"][0]


def test_a_page_that_is_not_whole_says_so_and_a_whole_one_does_not(pages):
    draft = reply.page(Reply(claim="C3e"), DEFAULT)
    for kind in ("html", "md"):
        assert "A draft." in sheet._text(reply.MAKE[kind](draft))
        assert "A draft." not in sheet._text(reply.MAKE[kind](pages["C6a"]))


def test_a_page_fetches_nothing_and_runs_nothing(pages):
    text = sheet.html(pages["C6a"])
    assert re.findall(r"""(?:src|href)=["']?([^"'>:]*)""", text) == ["data"]
    assert re.findall(r"<script[^>]*>", text) == ['<script type="application/json">']
    assert "default-src 'none'" in text and not re.search(r"\bon\w+=", text)
    template = (sheet.HERE / "sheet.typ").read_text(encoding="utf-8")
    assert "@preview" not in template and "#import" not in template and "eval(" not in template


@pytest.mark.parametrize("claim", ALL, ids=lambda c: c.id)
@pytest.mark.parametrize("who", ["author", "critic"])
def test_a_full_reply_at_a_whole_setting_is_one_sheet_without_this_machines_fonts(claim, who):
    a = {"author": AUTHOR, "critic": CRITIC}[who]
    words = "considerable argument about sanctions and consequences " * 33
    p = reply.page(whole(claim.id, a, words=words), a)
    assert not p.missing
    made = sheet.pdf(p, system_fonts=False)
    assert sheet.sheets(made) == 1
    assert b"pdfuaid" in made, "not an accessible PDF"


def test_what_no_sheet_can_hold_goes_on_to_the_next_and_loses_nothing():
    p = reply.page(whole("C2b").replace(words="word " * 5000), DEFAULT)
    assert "5000 words: 200 are the most" in p.missing[0]
    assert sheet.sheets(sheet.pdf(p)) > 1


# -- odd and hostile input -----------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</p></main></body><style>*{display:none}</style>",
    '#panic("typst ran this") #import "@preview/cetz:0.2.0" $ sum $ *b* _i_ = h `r` @ref <l> \\ ~',
    "[link](javascript:alert(1)) ![x](http://x.example/y.png) <http://x.example> http://x.example",
    "# heading\n- list\n1. one\n> quote\n---\n===\n    code\n```\ncode\n```\n| a | b |\n|---|---|",
    "$$\\href{javascript:alert(1)}{x}$$ \\(x\\) \\[y\\] &lt;b&gt; &amp; &#60;",
    "שלום עולם مرحبا بالعالم \u202etxet desrever\u202c \u2067x\u2069",
    "🙂👩‍👩‍👧‍👦🇰🇵 e\u0301 한국어 中文 \u0000\u0007\x1b[31m \ud800",
    "x" * 10_000,
    "“quotes” 'and' \"more\" {{braces}} ${template} $code %s {0} --> <!-- ]]>",
]  # fmt: skip


class Elements(HTMLParser):
    """The elements of a page and their text."""

    def __init__(self, text):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, tuple(sorted(k for k, _ in attrs))))

    def handle_data(self, data):
        self.text += data


def hostile_page(text, pages):
    r = pages["C2b"].reply.replace(words=text, condition_words=text)
    return reply.page(r, AUTHOR)


def shown(text):
    """Text as a page shows it: cleaned, every run of space one space."""
    return " ".join(cleaned(text).split())


@given(ANYTHING)
@example(HOSTILE[0])
@example(HOSTILE[1])
@example(HOSTILE[9])
@settings(max_examples=40)
def test_whatever_is_written_stays_text_in_html(pages, text):
    text = text.replace("\n", " ")
    plain = hostile_page("plain", pages)
    made = Elements(sheet.html(hostile_page(text, pages)))
    known = {name for name, _ in Elements(sheet.html(plain)).found}
    assert {name for name, _ in made.found} <= known | {"p", "br", "bdi"}
    assert shown(text) in " ".join(made.text.split())


@given(ANYTHING)
@example(HOSTILE[0])
@example("<script src=x")
@example("<!-- to the end")
@example(HOSTILE[3])
@example(HOSTILE[4])
@example(HOSTILE[5])
@example(HOSTILE[2])
@settings(max_examples=60)
def test_whatever_is_written_stays_text_in_markdown(text):
    for one in cleaned(text).split("\n"):
        rendered = mistune.html(f"Before.\n\n{sheet._md(one)}\n\nAfter.")
        made = Elements(rendered)
        assert {name for name, _ in made.found} <= {"p"}, rendered
        assert shown(one) in " ".join(made.text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_in_all_three_and_comes_back_from_the_page(pages, text):
    p = hostile_page(text, pages)
    made = formats(p)
    assert made["pdf"].startswith(b"%PDF")
    elements = Elements(made["html"].decode())
    assert not {"img", "style", "a"} & {n for n, _ in elements.found[20:]}
    for kind in ("html", "md"):
        assert reply.parts_in(made[kind]) == p.reply
        assert reply.reproduce(made[kind]).differs == ()
    assert made["md"].count(b"<!--") == 1
    rendered = Elements(mistune.html(made["md"].decode()))
    assert {n for n, _ in rendered.found} <= {"h1", "h2", "p", "blockquote", "strong", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "code"}  # fmt: skip


@given(ANYTHING)
@settings(max_examples=25)
def test_whatever_is_written_a_pdf_comes_of_it(pages, text):
    made = sheet.pdf(hostile_page(text, pages), system_fonts=False)
    assert made.startswith(b"%PDF") and b"claim C2b" in made


def test_letters_without_a_font_are_told_of_on_the_page(pages):
    korean = hostile_page("한국어", pages)
    with pytest.raises(sheet._NoFont):
        sheet._set(korean, "", ["ua-1"], False)
    assert sheet.pdf(korean, system_fonts=False).startswith(b"%PDF")
    assert sheet.WITHOUT_FONT in sheet._data(korean, 10, sheet.WITHOUT_FONT)["draft"]


# -- the way back --------------------------------------------------------------------------------


@given(worlds(), st.sampled_from([c.id for c in ALL if not c.picture]))
@settings(max_examples=15)
def test_a_page_is_made_again_from_its_code_whatever_was_assumed(a, claim_id):
    p = reply.page(whole(claim_id, a), a)
    for kind in ("html", "md"):
        again = reply.reproduce(reply.MAKE[kind](p))
        assert again.assumptions == a and again.differs == () and again.page.rows == p.rows


@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_every_judged_page_gives_the_same_verdict_numbers_and_picture_again(claim):
    a = CRITIC.replace(needed_bite=0.45)
    p = reply.page(whole(claim.id, a), a)
    for kind, made in formats(p).items():
        again = reply.reproduce(made)
        assert again.assumptions == a and again.differs == (), kind
        assert (again.page.verdict, again.page.alt_text) == (p.verdict, p.alt_text)
        assert again.page.rows == p.rows and again.page.code == p.code
        assert again.page.picture == p.picture
        assert again.sentence.startswith("The page is what its code gives.")


def test_a_page_that_was_altered_is_told_where(pages):
    text = sheet.html(pages["C6a"])
    other = text.replace("C6a holds:", "C6a does not hold:").replace("<td>45%</td>", "<td>20%</td>")
    again = reply.reproduce(other)
    assert "by its code, Under these assumptions, C6a holds" in again.differs[0]
    assert "Bite needed in Pyongyang is 45%" in again.differs[1]
    assert again.sentence.startswith("The page differs from its code:")
    swapped = text.replace(pages["C6a"].code, code(CRITIC))
    assert reply.reproduce(swapped).differs


def test_a_bare_code_gives_its_assumptions_and_the_claim_asked_for():
    bare = reply.reproduce(code(AUTHOR))
    assert bare.assumptions == AUTHOR and bare.page is None
    asked = reply.reproduce(f"Code: {code(AUTHOR)}", claim_id="C6a")
    assert asked.page.verdict == judge(claims()["C6a"], AUTHOR).sentence


@pytest.mark.parametrize(
    "given", ["", "hello", b"%PDF-1.7 of someone else", "<html></html>", "x" * 9000]
)
def test_what_is_no_page_of_ours_is_told_so(given):
    with pytest.raises(DataProblem):
        reply.reproduce(given)


def test_a_slip_in_the_code_of_a_page_is_named(pages):
    text = sheet.markdown(pages["C6a"])
    first = pages["C6a"].code.split()[1]
    with pytest.raises(CodeProblem, match=r"part \d+"):
        reply.reproduce(text.replace(first, first[:-1] + ("a" if first[-1] != "a" else "c")))


def test_a_value_without_a_code_still_gives_a_page():
    p = reply.page(Reply(claim="C6a"), DEFAULT.replace_unchecked(needed_bite=0.2345))
    assert p.code == ""
    assert all("between increments" in sheet._text(reply.MAKE[k](p)) for k in ("html", "md"))


def test_the_tables_that_a_condition_names_are_all_there():
    listed = {name for _, name in reply.condition_choices(Reply(claim="C6a"), DEFAULT)}
    assert set(titles()) <= listed and reply.OTHER in listed


def test_templates_travel_with_the_package():
    assert {f.name for f in Path(sheet.HERE).iterdir()} >= {"sheet.html", "sheet.typ"}
