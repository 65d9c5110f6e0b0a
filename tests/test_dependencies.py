"""What readers install: every import is declared, and every licence lets them do as they like."""

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = {re.split("[=;<>]", one)[0] for one in PROJECT["project"]["dependencies"]}
GROUP = {re.split("[=;<>]", one)[0] for one in PROJECT["dependency-groups"]["test"]}
LOCKED = re.findall(r"^([\w.-]+)==", (ROOT / "locks/readers.txt").read_text("utf-8"), re.M)
COPYLEFT = re.compile(r"GPL|Mozilla|MPL|EUPL|CDDL|EPL|Sleepycat|Affero|CC-BY-SA", re.I)
WHY = {
    "certifi": "MPL-2.0, unchanged: a list of certificates, which asks only that its own file stays open",
    "fqdn": "MPL-2.0, unchanged: checks host names for jsonschema",
    "pathspec": "MPL-2.0, unchanged: matches file names when this package is installed",
}


def imported(folder: str) -> set[str]:
    """The outside modules that a folder's files import at any depth."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.partition(".")[0])
    ours = [path for part in ("tools", folder) for path in (ROOT / part).rglob("*.py")]
    own = {path.stem for path in ours} | {"sevensteps", "go"}
    return found - set(sys.stdlib_module_names) - own


def distribution(module: str) -> set[str]:
    return {name.lower().replace("_", "-") for name in packages_distributions().get(module, ())}


@pytest.mark.parametrize(("folder", "allowed"), [("src", DECLARED), ("tests", GROUP | {*LOCKED})])
def test_every_imported_library_is_declared(folder, allowed):
    for module in imported(folder):
        assert distribution(module) & allowed, f"{folder}/ imports {module}: declare what brings it"


@pytest.mark.parametrize("name", sorted(set(LOCKED)))
def test_no_library_of_the_readers_is_copyleft_without_a_reason(name):
    try:
        about = metadata(name)
    except PackageNotFoundError:
        pytest.skip("not installed on this system")
    classifiers = [c for c in about.get_all("Classifier", []) if c.startswith("License ::")]
    said = about.get("License-Expression") or " ".join(
        [about.get("License", "")[:200], *classifiers]
    )
    assert said.strip() or name in WHY, f"{name} names no licence: find it, and say here which"
    if not re.search(r"\bOR\b", said):
        assert not COPYLEFT.search(said) or name in WHY, f"{name} is {said}"


def test_every_reason_is_still_needed():
    assert set(WHY) <= set(LOCKED)
