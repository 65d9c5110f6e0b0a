"""Break the code on purpose, many times, and count how often a test notices.

Run: python tools/mutants.py [--number 150] [--seed 2026] [--only steps/china.py]

Cosmic Ray makes the mutants: one small change each, such as + for -, or a comparison turned round. A
draw with a fixed seed takes as many from each group of files. For each one, the tests nearest to its
file run in a copy of this checkout. Survivors are printed as a difference, with the reason that
tests/survivors.toml gives for them. Fails where fewer than 85% of the others are killed.
"""

import argparse
import ast
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[1]
SRC, WANTED, LIMIT = "src/sevensteps", 0.85, 240
# Files of a group, and the tests that know them best; {stem} is the file's own name.
GROUPS = {
    "steps": (
        "steps/*.py",
        [f"tests/test_{name}.py" for name in ("{stem}", "steps", "limits", "claims")],
    ),
    "strategy": ("strategy.py", ["tests/test_strategy.py", "tests/test_comparison.py"]),
    "comparison": ("comparison.py", ["tests/test_comparison.py", "tests/test_neutrality.py"]),
    "verdicts": ("verdicts/*.py", ["tests/test_verdicts*.py"]),
    "codes": ("codes.py", ["tests/test_codes.py"]),
    "session": ("session.py", ["tests/test_session.py"]),
    "pictures": ("pictures/*.py", ["tests/test_pictures*.py", "tests/test_claims.py"]),
}
UNUSED = ("Variable",)  # operators that need arguments
SKIPPED = ("NumberReplacer",)  # in pictures: sizes, colours and gaps, which no test should pin


def candidates(group):
    """Every place where a file of a group can be changed: (path, operator's name, occurrence)."""
    for path in sorted((ROOT / SRC).glob(GROUPS[group][0])):
        nodes = list(ast_nodes(get_ast(path.read_text(encoding="utf-8"))))
        for name in operator_names():
            skipped = (*UNUSED, *(SKIPPED if group == "pictures" else ()))
            if any(word in name for word in skipped):
                continue
            operator = get_operator(name)()
            places = sum(len(list(operator.mutation_positions(node))) for node in nodes)
            yield from ((path.relative_to(ROOT), name, i) for i in range(places))


class Bare(ast.NodeTransformer):
    """Take the types out of every signature."""

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_FunctionDef(self, node):
        node.returns = None
        return self.generic_visit(node)


def bare(code):
    return ast.dump(Bare().visit(ast.parse(code)))


def changed(path, name, occurrence):
    """The file's code with this change, or None if it is not code, or changes only a type."""
    before = (ROOT / path).read_text(encoding="utf-8")
    code = mutate_code(before, get_operator(name)(), occurrence)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return code if compile(code, "mutant", "exec") and bare(code) != bare(before) else None
    except (SyntaxError, ValueError, TypeError):
        return None


def drawn(number, seed, only):
    """As many mutants of each group, as far as it has them: (group, path, changed code)."""
    rng, found = random.Random(seed), []
    pools = {g: [m for m in candidates(g) if str(m[0]).endswith(only)] for g in GROUPS}
    pools = {g: pool for g, pool in pools.items() if pool}
    for left, (group, pool) in zip(range(len(pools), 0, -1), pools.items(), strict=True):
        wanted = len(found) + round((number - len(found)) / left)
        for place in rng.sample(pool, len(pool)):
            if len(found) == wanted:
                break
            if code := changed(*place):
                found.append((group, place[0], code))
    return found


def nearest(group, path):
    tests = [pattern.format(stem=path.stem) for pattern in GROUPS[group][1]]
    return sorted({str(p.relative_to(ROOT)) for t in tests for p in ROOT.glob(t)})


def killed(copy, group, path, code):
    """Whether a test fails, or takes too long, with this change in the copy."""
    file = copy / path
    original = file.read_text(encoding="utf-8")
    file.write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["-m", "not weekly", "--override-ini", "addopts=", *nearest(group, path)]
    places = {"PYTHONPATH": str(copy / "src"), "SEVENSTEPS_KEEP": "no"}
    try:
        done = subprocess.run(
            command, cwd=copy, env=os.environ | places, capture_output=True, timeout=LIMIT
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_text(original, encoding="utf-8")
    return done.returncode != 0


def difference(path, code):
    """The changed lines, as one text."""
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    found = difflib.unified_diff(lines, code.splitlines(), lineterm="", n=0)
    return "\n".join(line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=150)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", default="", help="the end of a file's path")
    asked = parser.parse_args()
    mutants = drawn(asked.number, asked.seed, asked.only)
    with tempfile.TemporaryDirectory() as folder:
        copies = Queue()
        for i in range(os.cpu_count() or 1):
            copy = Path(folder) / str(i)
            ignored = shutil.ignore_patterns(".venv", ".git", "__pycache__", "screenshots")
            shutil.copytree(ROOT, copy, ignore=ignored)
            copies.put(copy)

        def tried(mutant):
            copy = copies.get()
            try:
                return killed(copy, *mutant)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(copies.qsize()) as pool:
            noticed = list(pool.map(tried, mutants))
    return report(mutants, noticed)


def report(mutants, noticed):
    """Print what survived and why; the exit code."""
    known = tomllib.loads((ROOT / "tests/survivors.toml").read_text(encoding="utf-8"))
    reasons = {one["change"].strip(): one for one in known.get("survivor", [])}
    equivalent, unknown = 0, 0
    for (_, path, code), was in zip(mutants, noticed, strict=True):
        if was:
            continue
        change = difference(path, code)
        one = reasons.get(change.strip(), {})
        equivalent += one.get("equivalent", False)
        unknown += not one
        print(
            f"\n{path}\n{change}\n  {one.get('why', 'no reason is given in tests/survivors.toml')}"
        )
    counted = len(mutants) - equivalent
    share = sum(noticed) / max(counted, 1)
    print(
        f"\n{sum(noticed)} of {counted} mutants killed ({share:.0%}); {equivalent} change nothing."
    )
    print(f"{unknown} survivors have no sentence in tests/survivors.toml.")
    return 0 if share >= WANTED and not unknown else 1


if __name__ == "__main__":
    sys.exit(main())
