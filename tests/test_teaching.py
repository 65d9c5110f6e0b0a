"""What a lecturer reads is about this bundle: everything it names is there, and minutes add up."""

import ast
import itertools
import re
import shutil

import nbformat
import pytest

from sevensteps import teaching
from sevensteps import text as pages
from sevensteps.argument import claims, step_table
from sevensteps.assumptions import assumptions
from sevensteps.data import DATA, DataProblem, references
from sevensteps.questions import of_notebook, questions
from sevensteps.teaching import DOCS

ROOT = DOCS.parents[1]
BOOKS = {p.stem: nbformat.read(p, 4) for p in sorted(pages.NOTEBOOKS.glob("*.ipynb"))}
TITLES = {r.title: n for n, r in assumptions().records.items()}
TEXTS = {p.name: p.read_text(encoding="utf-8") for p in sorted(DOCS.glob("*.md"))}
WIDGETS = "".join(
    p.read_text(encoding="utf-8") for p in sorted((ROOT / "src/sevensteps/controls").glob("*.py"))
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
def test_who_is_shown_something_has_said_first_what_they_expect(sheet, column):
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
    asked = {q.id for stem in stems for q in of_notebook(stem)}
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
    asked = [q.id for q in of_notebook(sheet)]
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


# -- what is made from data/ -----------------------------------------------------------------------


@pytest.mark.parametrize("name", teaching.PAGES)
def test_what_is_made_from_data_is_what_the_function_makes(name, tmp_path):
    assert teaching.PAGES[name]() == TEXTS[name], "run python3 go.py tidy"
    teaching.write(tmp_path)
    assert (tmp_path / name).read_bytes() == (DOCS / name).read_bytes()


def test_the_reading_list_gives_both_sides_of_every_step_and_every_work_that_is_cited():
    parts = re.split(r"^## ", teaching.reading_list(), flags=re.M)[1:]
    assert len(parts) == len(step_table())
    for step, part in zip(step_table(), parts, strict=True):
        support, _, objection = part.partition("**Objections**")
        assert support.count("\n- ") >= 1 <= objection.count("\n- "), step
        for c in (c for c in claims().values() if c.step == step):
            for key in c.support_source:
                assert references()[key].full.rstrip(".") in support
            for key in c.objection_source:
                assert references()[key].full.rstrip(".") in objection


# -- roles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("students", range(teaching.FEWEST, teaching.MOST + 1))
def test_in_a_room_of_any_size_everyone_has_a_part_and_every_table_every_role(students):
    found = teaching.tables(students)
    assert sum(map(len, found)) == students
    sizes = [len(t) for t in found]
    assert min(sizes) >= 6 and max(sizes) <= 11 and max(sizes) - min(sizes) <= 1
    for seats in found:
        taken = [id for seat in seats for id in seat.roles]
        assert set(taken) == set(teaching.roles())
        assert all(1 <= taken.count(id) <= 2 for id in teaching.roles())
        assert all(seat.part for seat in seats)
        for id in teaching.roles():
            parts = [seat.part for seat in seats if id in seat.roles]
            assert parts in ([teaching.BOTH], [teaching.SPEAKS, teaching.KEEPS])
        opposed = [
            sum(id in seat.roles for seat in seats) for id in ("op_ed_author", "washington_hawk")
        ]
        assert opposed == [1, 1]
    said = teaching.seating(students).markdown
    assert said.count("\n- ") == students
    assert f"| {students} | {len(found)} |" in teaching.scale().markdown


@pytest.mark.parametrize("students", [5, 61, 6.0, "thirty", True])
def test_a_room_too_small_too_large_or_of_no_number_is_told_so(students):
    with pytest.raises(DataProblem, match="from 6 to 60"):
        teaching.tables(students)


def test_every_card_says_what_it_wants_where_it_starts_what_it_asks_and_hands_in():
    for id, r in teaching.roles().items():
        card = teaching.role_card(id).markdown
        assert all(x in card for x in (r.title, r.wants, r.question, r.deliverable))
        assert r.question.endswith("?")


def test_the_op_eds_author_and_its_hawkish_critic_have_cards_alike_in_length():
    one, other = (
        len(teaching.role_card(id).markdown) for id in ("op_ed_author", "washington_hawk")
    )
    assert 0.8 < one / other < 1.25


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('start = "author"', 'start = "auther"', "did you mean 'author'"),
        ('start = "author"', "", "'start' is missing"),
        ('"saving_share", ', '"saving_shore", ', "did you mean 'saving_share'"),
        ('claims = ["C6b", "C6c"]', "claims = []", "'claims' is missing or no list"),
        ('"C3c", "C6a", "C7f"', '"C3c", "C9z"', "'C9z' is not known"),
        ('source = "bandow-2009"', 'source = "bandow-2008"', "did you mean"),
        ("\nshares = true", "\nshare = true", "unknown field 'share'"),
        ("\nshares = true", "", "needs 7 roles, one of them but the last with shares"),
        ("\n[seoul]\n", "\nbusan = 3\n[seoul]\n", "is a bare value"),
    ],
)
def test_a_slip_in_a_role_is_told_in_one_sentence(tmp_path, old, new, words):
    folder = shutil.copytree(DATA, tmp_path / "data")
    file = folder / "roles.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataProblem) as caught:
        teaching.roles(folder)
    assert words in str(caught.value) and str(caught.value).startswith("roles.toml")
    assert "\n" not in str(caught.value)
