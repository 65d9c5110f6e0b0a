"""Verdicts and first pictures need no large library: what was compiled at set-up is enough."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from sevensteps import assumptions, cache, judge, pictures
from sevensteps.argument import claims

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
LARGE = ("scipy", "pandas", "altair", "jsonschema", "vl_convert")
FIRST = r"^(?:\w+ = )?panel\(\s*session,\s*pictures\.(\w+)"
PROGRAM = """
import json, sys
for name in {large}:
    sys.modules[name] = None  # an import of it fails
from sevensteps import assumptions, judge, pictures
from sevensteps.argument import claims
a = assumptions()
found = {{}}
for name in {names}:
    picture = getattr(pictures, name)
    data, words = picture.shows(a)
    still = picture.still(a)
    shown = still._repr_mimebundle_()[0]
    found[name] = [sorted(data), words.title, repr(still), sorted(shown)]
verdicts = {{c.id: judge(c, a).sentence for c in claims().values() if c.verdict}}
print(json.dumps([found, verdicts]))
"""


def first_pictures() -> list[str]:
    """The first live picture of each notebook that has one."""
    found = []
    for file in NOTEBOOKS:
        cells = nbformat.read(file, as_version=4).cells
        code = "\n".join(c.source for c in cells if c.cell_type == "code")
        found += re.findall(FIRST, code, re.M)[:1]
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def without():
    """What a process without these libraries gives, after another one compiled the pictures."""
    names = first_pictures()
    for name in names:
        getattr(pictures, name).compiled()
    program = PROGRAM.format(large=LARGE, names=names)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_first_picture_of_each_notebook_has_data_words_and_a_compiled_drawing(without):
    found, _ = without
    assert len(found) >= 8
    for name, (datasets, title, alt_text, shown) in found.items():
        drawn = {d["name"] for d in getattr(pictures, name).compiled()["data"]}
        assert set(datasets) <= drawn and alt_text.startswith(title)
        assert {"application/vnd.vega.v5+json", "text/plain"} <= set(shown)


def test_where_no_png_can_be_drawn_it_is_left_out(monkeypatch, tmp_path):
    still = pictures.bite.still(assumptions())
    monkeypatch.setattr(cache, "CACHE", tmp_path)
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    shown, _ = still._repr_mimebundle_()
    assert set(shown) == {"application/vnd.vega.v5+json", "text/plain"}


def test_every_claim_with_a_rule_gets_its_verdict(without):
    _, verdicts = without
    a = assumptions()
    assert verdicts == {c.id: judge(c, a).sentence for c in claims().values() if c.verdict}
