"""The layers stay apart: imports run one way, and each outside library has one home."""

import ast
from pathlib import Path

import pytest

import sevensteps

SRC = Path(sevensteps.__file__).parent
ORDER = [
    "hints",
    "cache", "facts", "claims", "assumptions", "scenarios", "questions", "codes", "steps", "strategy",
    "scores", "verdicts", "comparison", "pages", "findings", "ballot", "teaching", "charts", "live",
    "pictures", "reply", "session", "keep", "preflight", "controls", "classroom", "server", "present",
]  # fmt: skip
HOMES = {
    "altair": {"charts", "pictures"},  # pictures only names the type of a drawing
    "scipy": {"steps", "verdicts", "ballot"},
    "SALib": {"verdicts"},
    "ema_workbench": {"verdicts"},
    "tqdm": {"verdicts"},
    "distributed": set(),  # an executor is handed in
    "dask": set(),
    "vl_convert": {"charts", "live"},
    "anywidget": {"live"},
    "ipywidgets": {"controls"},
    "mistune": {"controls"},
    "pybtex": {"facts"},
    "jsonschema": {"facts"},
    "mnemonic": {"codes"},
    "jupyter_server": {"server", "present"},
    "voila": {"present"},
    "typst": {"reply"},
}
PACKAGES = ("charts", "pictures", "verdicts", "reply", "controls")  # a layer of several files
FILES = {p.stem: p for p in SRC.glob("*.py") if p.stem != "__init__"}
FILES |= {f"{name}/{p.stem}": p for name in PACKAGES for p in sorted((SRC / name).glob("*.py"))}


def imports(path: Path) -> set[str]:
    """Modules a file imports; our own as `.name`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            if path.parent != SRC and node.level == 1:
                continue  # a neighbour in the same package
            names = [node.module] if node.module else [a.name for a in node.names]
            found |= {f".{name.split('.')[0]}" for name in names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.split(".")[0])
    return found


def test_every_module_has_its_place_in_the_order():
    assert {name.partition("/")[0] for name in FILES} | {"steps"} == set(ORDER)


@pytest.mark.parametrize("name", FILES)
def test_a_module_imports_only_what_stands_before_it(name):
    ours = {i[1:] for i in imports(FILES[name]) if i.startswith(".")}
    assert ours <= set(ORDER[: ORDER.index(name.partition("/")[0])])


@pytest.mark.parametrize("path", sorted((SRC / "steps").glob("*.py")), ids=lambda p: p.stem)
def test_a_step_knows_nothing_but_numbers(path):
    assert imports(path) <= {"numpy", "scipy"}


@pytest.mark.parametrize("name", FILES)
def test_each_library_has_one_home(name):
    for library, homes in HOMES.items():
        assert library not in imports(FILES[name]) or name.partition("/")[0] in homes
