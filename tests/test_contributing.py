"""CONTRIBUTING.md, followed to the letter by a student with a copy of the files and a text editor."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sevensteps.argument import claims, steps_argued
from sevensteps.assumptions import assumptions
from sevensteps.data import DataProblem, references
from sevensteps.scenarios import scenarios

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = re.compile(
    r"^### (?P<what>[^\n]+)\n\nAt the end of `data/(?P<file>[\w.]+)`:\n\n```\w+\n(?P<block>.*?)```",
    re.M | re.S,
)
SECTIONS = {m["what"]: (m["file"], m["block"]) for m in SECTION.finditer(GUIDE)}
WHAT = {"An assumption", "A source", "A strategy", "A claim"}

# What a student would look at, in a kernel of the copy: the answers are printed as JSON.
LOOK = """
import json, numpy as np
from sevensteps import comparison, text, verdicts
from sevensteps.assumptions import assumptions
from sevensteps.argument import claims
from sevensteps.codes import code, read
from sevensteps.widgets import Panel
from sevensteps.session import Session
from sevensteps import data as facts, reply, pictures
from sevensteps.scenarios import scenarios

a = assumptions()
moved = a.replace(price_of_rice=0.7)
mine = claims()["C6x"]
sweep = verdicts.grid(a, [a.record("price_of_rice"), a.record("leakage")])
draws = verdicts.draws(a, a.records.values(), 20, np.random.default_rng(1))
shown = pictures.claims_map.data(a)["cards"]
print(json.dumps({
    "data": str(facts.DATA),
    "record": a.record("price_of_rice").title,
    "table": "| Price of rice | `price_of_rice` |" in text.assumption_table(a).markdown,
    "code": read(code(moved), a).assumptions == moved,
    "sweep": len(set(np.round(draws.price_of_rice, 9))),
    "slider": "price_of_rice" in Panel(Session(a), pictures.bite, ["price_of_rice"]).inputs,
    "flips": [f.record.name for f in verdicts.flips(mine, a)],
    "grid": [bool(x) for x in verdicts.evaluate(verdicts.holding(mine), sweep)],
    "smallest": text.smallest_flip(a, "C6x").markdown,
    "card": text.claim_card("C6x").markdown,
    "objection": text.objection("C6x").markdown,
    "map": "C6x" in shown["id"] and len(set(zip(shown["x"], shown["y"]))) == len(claims()),
    "claims": "C6x" in text.claims_table().markdown,
    "reply": ["C6x" in dict(map(reversed, reply.claim_choices()))],
    "cited": facts.cite("mine-2026"),
    "strategy": "Buy time" in text.strategy_table().markdown,
    "expected": "Buy time" in text.expected_table(a).markdown,
    "losses": comparison.losses(a).shape[0] == len(scenarios().strategies),
    "question": "op_ed>buy_time" in text.conclusions() or sorted(text.conclusions())[-1],
}))
"""


def copied(folder: Path, blocks) -> Path:
    """A copy of the bundle with these blocks at the ends of their files."""
    for part in ("src", "data", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("*.png", ".*"))
    for file, block in blocks:
        with (folder / "data" / file).open("a", encoding="utf-8") as end:
            end.write("\n" + block)
    return folder


def run(folder: Path, code: str) -> subprocess.CompletedProcess:
    env = {**os.environ, "PYTHONPATH": str(folder / "src"), "SEVENSTEPS_KEEP": "no"}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)


@pytest.fixture(scope="module")
def looked(tmp_path_factory):
    """What is to be seen after every block was pasted where the text says."""
    found = run(copied(tmp_path_factory.mktemp("bundle"), SECTIONS.values()), LOOK)
    assert found.returncode == 0, found.stderr[-2000:]
    return json.loads(found.stdout)


def test_the_files_that_a_step_needs_are_ten_or_fewer_and_every_step_has_them():
    section = GUIDE.partition("## Add a step\n")[2].partition("\n## ")[0]
    files = re.findall(r"^\| `([^`]+)` \|", section, re.M)
    assert 6 <= len(files) <= 10
    for step in steps_argued():
        assert all((ROOT / file.replace("NAME", step.name)).exists() for file in files), step.name
        assert (ROOT / "notebooks" / step.notebook).is_file()


def test_each_of_the_four_is_told_in_seven_lines_or_fewer():
    assert set(SECTIONS) == WHAT
    for what, (file, block) in SECTIONS.items():
        assert (ROOT / "data" / file).is_file(), file
        assert len(block.splitlines()) <= 7, what


@pytest.mark.parametrize("what", sorted(WHAT))
def test_no_line_of_a_block_can_be_spared_but_those_of_choice(what, tmp_path):
    """Without any one required line the loader says in a sentence what is missing."""
    file, block = SECTIONS[what]
    lines = block.splitlines()
    spare = {"A strategy": 3, "A source": 2}.get(what, 0)  # levers; publisher and the last brace
    needed = list(range(1, len(lines) - spare))
    load = {"An assumption": assumptions, "A source": references, "A strategy": scenarios}
    for i in needed:
        folder = tmp_path / str(i)
        shutil.copytree(ROOT / "data", folder)
        blocks = [SECTIONS[w] for w in ("A source", "An assumption") if w != what]
        for other, text in [*blocks, (file, "\n".join(lines[:i] + lines[i + 1 :]))]:
            with (folder / other).open("a", encoding="utf-8") as end:
                end.write(f"\n{text}\n")
        with pytest.raises(DataProblem, match=r"missing|has no|does not say|neither|is empty"):
            load.get(what, claims)(folder)


def test_the_assumption_is_in_the_records_the_table_the_code_the_sweep_and_a_slider(looked):
    assert looked["record"] == "Price of rice"
    assert looked["table"] and looked["code"] and looked["slider"]
    assert looked["sweep"] == 20


def test_the_source_can_be_cited(looked):
    assert looked["cited"] == "Mine 2026"
    assert "Mine 2026" in looked["objection"]


def test_the_strategy_stands_beside_the_others(looked):
    assert looked["strategy"] and looked["expected"] and looked["losses"]
    assert looked["question"] is True, looked["question"]


def test_the_claim_has_a_card_a_place_on_the_map_a_verdict_and_what_turns_it(looked):
    assert "Rice costs so much of a wage" in looked["card"] and "Paragraph 10" in looked["card"]
    assert looked["map"] and looked["claims"] and looked["reply"] == [True]
    assert "price_of_rice" in looked["flips"]
    assert set(looked["grid"]) == {True, False}
    assert "C6x" in looked["smallest"] or "Rice is expensive" in looked["smallest"]


def test_the_files_of_this_bundle_are_left_alone(looked):
    assert not looked["data"].startswith(str(ROOT / "data"))
    assert "price_of_rice" not in (ROOT / "data/assumptions.toml").read_text(encoding="utf-8")
