"""The layers stay apart: imports run one way, and each outside library has one home."""

import ast
import sys
from pathlib import Path

import sevensteps

SRC = Path(sevensteps.__file__).parent
ORDER = [
    *("hints", "cache", "special", "data", "argument", "assumptions", "scenarios", "questions"),
    *("codes", "steps", "strategy", "scores", "verdicts", "comparison", "text"),
    *("pictures", "room", "reply", "session", "widgets", "classroom", "server", "present"),
]
HOMES = {
    "altair": {"pictures", "widgets"},
    "vl_convert": {"pictures", "widgets"},
    "anywidget": {"widgets"},
    "ipywidgets": {"widgets"},
    "mistune": {"widgets"},
    "pandas": {"data", "text", "pictures", "scores"},
    "pybtex": {"data"},
    "scipy": {"room"},
    "mnemonic": {"codes"},
    "jupyter_server": {"server", "present"},
    "voila": {"present"},
}
NEVER = ("jsonschema", "SALib", "ema_workbench", "distributed", "dask")
FILES = {path: path.relative_to(SRC).parts[0].removesuffix(".py") for path in SRC.rglob("*.py")}
del FILES[SRC / "__init__.py"]


def imports(path: Path) -> set[str]:
    """The modules a file imports; ours with a dot before the name, but not those of its own package."""
    deep, found = len(path.relative_to(SRC).parts), set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for block in tree.body:  # what is imported for the annotations alone does not count
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING":
            block.body.clear()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.ImportFrom) and node.level == deep:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            found |= {f".{name.split('.')[0]}" for name in names}
    return found


def test_a_module_imports_only_modules_before_it():
    assert set(FILES.values()) == set(ORDER)
    for path, name in FILES.items():
        ours = {i[1:] for i in imports(path) if i.startswith(".")}
        assert ours <= set(ORDER[: ORDER.index(name)]), path


def test_a_step_knows_nothing_but_numbers():
    for path in (SRC / "steps").glob("*.py"):
        ours = {i for i in imports(path) if i not in sys.stdlib_module_names}
        assert ours <= {"numpy", ".special"}, path


def test_each_library_has_its_homes():
    for path, name in FILES.items():
        found = imports(path)
        assert not found & set(NEVER), path
        for library, homes in HOMES.items():
            assert library not in found or name in homes, (path, library)
