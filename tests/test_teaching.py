"""The lecturer's texts name only things that exist, and their minutes add up."""

import ast
import itertools
import re

import nbformat
import pytest

from sevensteps.argument import claims, step_table
from sevensteps.assumptions import assumptions
from sevensteps.data import references
from sevensteps.questions import questions
from sevensteps.scenarios import scenarios
from sevensteps.text import NOTEBOOKS

ROOT = NOTEBOOKS.parent
DOCS = ROOT / "docs/teaching"
BOOKS = {p.stem: nbformat.read(p, 4) for p in sorted(NOTEBOOKS.glob("*.ipynb"))}
TITLES = {r.title: n for n, r in assumptions().records.items()}
TEXTS = {p.name: p.read_text(encoding="utf-8") for p in sorted(DOCS.glob("*.md"))}
WIDGETS = "".join(
    p.read_text(encoding="utf-8") for p in sorted((ROOT / "src/sevensteps/widgets").glob("*.py"))
)
SHEETS = dict(
    re.findall(r"^###? (.+?)\n\n?(.*?)(?=^###? |\Z)", TEXTS["run-sheets.md"], re.M | re.S)
)
SHEETS = {name: text for name, text in SHEETS.items() if "| 50 | 90 |" in text}
MEETINGS = [name for name in SHEETS if name.startswith("Meeting")]
GATES = ("open", "predict", "vote", "reveal", "reply")


def panels(stem):
    """Picture to the names of assumptions with a slider there, panel by panel of a notebook."""
    found = {}
    for cell in BOOKS[stem].cells:
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
            if getattr(getattr(node, "func", None), "id", "") != "panel":
                continue
            more = [k.value for k in node.keywords if k.arg == "more"]
            lists = [n for n in [*node.args[2:3], *more] if isinstance(n, ast.List)]
            names = [e.value for one in lists for e in one.elts]
            found.setdefault(node.args[1].attr, []).extend(names)
    return found


def source_of(stem):
    return "\n".join(cell.source for cell in BOOKS[stem].cells)


def rows(sheet):
    """(minutes of 50, minutes of 90, gate, words) of each row."""
    lines = [line for line in SHEETS[sheet].splitlines() if line.startswith("| ")]
    cells = [tuple(c.strip() for c in line.strip("|").split("|")) for line in lines]
    assert cells[0] == ("50", "90", "gate", "what happens")
    return cells[2:]


def books_of(sheet):
    """The notebooks that a sheet is about: its own, or those that a meeting names."""
    return [
        stem for stem in BOOKS if stem == sheet or (sheet in MEETINGS and stem in SHEETS[sheet])
    ]


# -- run-sheets ----------------------------------------------------------------------------------


def test_there_is_a_sheet_for_every_notebook_of_a_class_and_for_three_meetings():
    assert set(SHEETS) - set(MEETINGS) == set(BOOKS) - {"12_the_room"}
    assert len(MEETINGS) == 3


@pytest.mark.parametrize("column", [0, 1], ids=["50", "90"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_minutes_follow_each_other_and_fill_the_class(sheet, column):
    spans = [row[column].split("–") for row in rows(sheet) if row[column] != "–"]
    times = [(int(a), int(b)) for a, b in spans]
    assert times[0][0] == 0 and times[-1][1] == (50, 90)[column]
    assert all(a < b for a, b in times)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(times))


@pytest.mark.parametrize("column", [0, 1], ids=["50", "90"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_students_say_what_they_expect_before_they_see_it(sheet, column):
    gates = [row[2] for row in rows(sheet) if row[column] != "–"]
    assert set(gates) <= set(GATES)
    assert {"predict", "vote", "reveal", "reply"} <= {
        *gates,
        *(["vote"] if sheet in MEETINGS else []),
    }
    if "open" in gates:
        assert gates[0] == "open"
    assert gates.index("predict") < gates.index("reveal")


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_panel_question_and_claim_that_a_sheet_names_is_in_its_notebook(sheet):
    stems = books_of(sheet)
    assert stems
    there = {picture for stem in stems for picture in panels(stem)}
    asked = {q.id for q in questions().values() if q.notebook in stems}
    for name in re.findall(r"`([^`]+)`", SHEETS[sheet]):
        assert name in there | asked, name
        assert name in questions() or any(f"pictures.{name}" in source_of(s) for s in stems)
    for claim in re.findall(r"\bC\d\w\b", SHEETS[sheet]):
        assert claim in claims(), claim


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_slider_that_a_sheet_names_stands_in_the_panel_it_is_named_for(sheet):
    if sheet in MEETINGS:
        return
    for _, _, _, words in rows(sheet):
        picture = re.findall(r"`(\w+_scene)`", words)
        for label in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", words):
            if label in TITLES and picture:
                assert TITLES[label] in panels(sheet)[picture[0]], f"{picture[0]}: {label}"
            else:
                known = label in source_of(sheet) or label in WIDGETS or label in TITLES
                assert known, label


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s not in MEETINGS])
def test_a_sheet_names_a_panel_a_slider_and_the_question_of_its_notebook(sheet):
    text = SHEETS[sheet]
    if panels(sheet):
        assert any(f"`{picture}`" in text for picture in panels(sheet))
    if any(panels(sheet).values()):
        assert any(f"*{title}*" in text for title in TITLES)
    asked = [q.id for q in questions().values() if q.notebook == sheet]
    assert not asked or any(f"`{q}`" in text for q in asked)
    assert "*Goes wrong:*" in text


# -- the other texts -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_leads_somewhere(name):
    for target in re.findall(r"\]\(([^)]+)\)", TEXTS[name]):
        if target.startswith("http"):
            continue
        file, _, anchor = target.partition("#")
        there = (DOCS / file).resolve() if file else DOCS / name
        assert there.exists(), target
        heads = (
            [
                re.sub(r"[^\w -]", "", h).lower().replace(" ", "-")
                for h in re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.M)
            ]
            if anchor
            else []
        )
        assert not anchor or anchor in heads, target


@pytest.mark.parametrize("name", TEXTS)
def test_every_claim_and_notebook_that_is_named_is_there(name):
    assert set(re.findall(r"\bC\d[a-z]\b", TEXTS[name])) <= set(claims())
    assert set(re.findall(r"\b\d\d_[a-z_]+\b", TEXTS[name])) <= set(BOOKS)


def test_the_guide_is_four_pages_at_most_and_says_what_it_has_to():
    text = TEXTS["README.md"]
    assert len(text.split()) <= 4 * 480
    for head in (
        "Fifteen minutes",
        "gates",
        "goes wrong",
        "Binder is down",
        "Privacy",
        "Assessing",
        "machine carries",
    ):
        assert re.search(rf"^## .*{head}", text, re.M), head
    assert all(f"]({name}" in text for name in TEXTS if name != "README.md")


def test_every_notebook_has_outcomes_that_a_student_can_show():
    parts = dict(
        re.findall(r"^## (\d\d_\w+)\n\n(.*?)(?=^## |\Z)", TEXTS["outcomes.md"], re.M | re.S)
    )
    assert list(parts) == list(BOOKS)
    for stem, text in parts.items():
        verbs = [line.split()[1] for line in text.strip().splitlines() if line.startswith("- ")]
        assert len(verbs) >= 3, stem
        assert not {"Understand", "Know", "Agree", "Believe", "Accept"} & set(verbs)


def test_the_rubric_has_one_column_of_marks_and_no_line_about_a_side():
    lines = [x for x in TEXTS["rubric.md"].splitlines() if x.startswith("| | **")]
    assert len(lines) >= 6 and all(line.endswith("| |") for line in lines)
    assert not re.search(r"\bC\d\w\b", TEXTS["rubric.md"])
    assert "Which side the reply takes" in TEXTS["rubric.md"].partition("## What is not marked")[2]


# -- roles and the reading list ------------------------------------------------------------------


CARDS = dict(re.findall(r"^### ([^\n]+)\n\n(.*?)(?=^##|\Z)", TEXTS["roles.md"], re.M | re.S))


@pytest.mark.parametrize("role", CARDS)
def test_a_card_says_five_things_and_names_what_the_data_have(role):
    parts = dict(re.findall(r"^- \*\*(.+?):\*\* (.+)$", CARDS[role], re.M))
    assert list(parts) == [
        *("Wants", "Starts from", "Has most to say on", "First question", "Hands in"),
    ]
    begins, _, looks = parts["Starts from"].partition(" Looks first at ")
    views = {view.title for view in scenarios().presets.values()}
    views |= {"The author's setting", "A critic's setting"}
    assert begins == "the default." or set(re.findall(r"\*(.+?)\*", begins)) <= views
    assert re.findall(r"\*(.+?)\*", looks) and set(re.findall(r"\*(.+?)\*", looks)) <= set(TITLES)
    about = re.findall(r"(C\d\w) “(.+?)”", parts["Has most to say on"])
    assert about and all(claims()[c].title == title for c, title in about)
    assert parts["First question"].endswith("?")
    short = {ref.short for ref in references().values()}
    assert set(re.findall(r"\((.+?)\)$", parts["Wants"])) <= short


def test_there_are_seven_cards_and_the_last_two_are_opposites_of_one_length():
    one, other = list(CARDS)[-2:]
    assert len(CARDS) == 7 and (one, other) == ("The op-ed's author", "A hawk in Washington")
    assert 0.8 < len(CARDS[one]) / len(CARDS[other]) < 1.25


def test_the_reading_list_gives_both_sides_of_every_step_and_every_work_that_is_cited():
    parts = re.split(r"^## ", TEXTS["reading-list.md"], flags=re.M)[1:]
    known = {ref.full.rstrip("."): key for key, ref in references().items()}
    heads = [part.partition("\n")[0].removeprefix(f"{n}. ") for n, part in enumerate(parts)]
    assert heads == [step.title for step in step_table().values()]
    for step, part in zip(step_table(), parts, strict=True):
        sides = zip(("support", "objection"), part.split("**Objections**"), strict=True)
        for side, listed in sides:
            cited = {}
            for c in (c for c in claims().values() if c.step == step):
                for key in getattr(c, f"{side}_source"):
                    cited.setdefault(key, []).append(c.id)
            lines = re.findall(r"^- (.+)\. \*On (.+)\.\*$", listed, re.M)
            assert {known[full]: ids.split(", ") for full, ids in lines} == cited, step
            assert re.search(rf"\({len(cited)} works?\)", listed)
