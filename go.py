"""Seven Steps, set up and started: `python3 go.py lab`, `python3 go.py test`.

lab      open JupyterLab at the first notebook; further arguments go to JupyterLab
present  open the notebooks as class pages, large and without code: present [NOTEBOOK] [--port N];
         --everyone lets others on this network visit, --help lists the rest
test     everything CI runs; further arguments go to pytest; test --all adds the long checks of the weekly run
tidy     format the code, stamp data/, run every notebook in order, and clean what it saved
lock     compute the locked versions again from pyproject.toml (needs uv)

Standard library only. It installs into .venv beside this file, and nowhere else.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "sevensteps.json"
START = "notebooks/00_start_here.ipynb"
LOCKS = {"readers": ROOT / "locks/readers.txt", "tests": ROOT / "locks/tests.txt"}
CODE = ["src", "tests", "tools", "benchmarks", "notebooks", "go.py"]
FRESH = "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, %r)))"
NEEDS = {"readers": ["sevensteps", "jupyterlab"], "tests": ["sevensteps", "jupyterlab", "ruff"]}
FIX = {
    "linux": "sudo apt install python3-venv   (or your system's package for it)",
    "darwin": "xcode-select --install   (or install Python from python.org)",
    "win32": "py -m ensurepip --upgrade",
}


def main(args):
    if sys.version_info < (3, 11):
        return (
            "Seven Steps needs Python 3.11 or newer, and this is %d.%d: install a newer one, then run it with that."
            % sys.version_info[:2]
        )
    jobs = {"lab": lab, "present": present, "test": test, "tidy": tidy, "lock": lock}
    if not args or args[0] not in jobs:
        print(__doc__)
        return 0 if args[:1] in ([], ["-h"], ["--help"]) else 2
    os.chdir(ROOT)
    os.environ.setdefault("UV_SYSTEM_CERTS", "1")  # schools' inspecting proxies
    if args[0] != "lab":
        os.environ["SEVENSTEPS_KEEP"] = "no"  # tests ignore a reader's saved work
    return jobs[args[0]](args[1:])


def lab(args):
    """Open JupyterLab at the first notebook."""
    set_up("readers")
    root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    print("Opening JupyterLab. Stop it with Ctrl+C.", flush=True)
    place = ["--ServerApp.root_dir=%s" % ROOT, "--LabApp.default_url=/lab/tree/%s" % START]
    return run(PYTHON, "-m", "jupyterlab", *place, *root, *args)


def present(args):
    """Serve the notebooks as class pages and open the first of them; see sevensteps/present.py."""
    set_up("readers")
    return run(PYTHON, "-m", "sevensteps.present", *args)


def test(args):
    """Everything CI runs: the quickest checks first, the tests and notebooks last."""
    set_up("tests")
    notebooks = sorted(map(str, Path("notebooks").glob("**/*.ipynb")))
    if not notebooks:
        return "There are no notebooks to test: is this the whole checkout?"
    cover = ["-n", "2", "--dist", "loadgroup", "--cov=sevensteps", "--cov-fail-under=95"]
    every = args == ["--all"]
    cover += ["--hypothesis-profile=weekly"] if every else ["-m", "not weekly"]
    # Notebooks run one by one: two kernels that start at the same time may choose the same port.
    pytests = [args] if args and not every else [["notebooks"], ["tests", *cover]]
    checks = [
        ["-m", "ruff", "check", *CODE],
        ["-m", "ruff", "format", "--check", *CODE],
        ["tools/clean_notebooks.py", "--check", *notebooks],
        *(["-m", "pytest", *more] for more in pytests),
    ]
    for check in checks:
        print(">", " ".join(check[:4]), flush=True)
        code = run(PYTHON, *check)
        if code:
            return code
    return 0


def tidy(args):
    """Format the code, stamp data/, run every notebook in order, clean what it saved."""
    set_up("tests")
    notebooks = args or sorted(map(str, Path("notebooks").glob("**/*.ipynb")))
    execute = ["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace"]
    for step in (
        ["-m", "ruff", "check", "--fix", *CODE],
        ["-m", "ruff", "format", *CODE],
        ["tools/stamp_data.py"],
        [*execute, *notebooks],
        ["tools/clean_notebooks.py", *notebooks],
    ):
        code = run(PYTHON, *step)
        if code:
            return code
    return 0


def lock(args):
    """Compute locks/ again: versions, markers and hashes, without addresses."""
    uv = shutil.which("uv")
    if not uv:
        return "To lock versions, install uv first: python3 -m pip install uv"
    compile_ = [uv, "pip", "compile", "--no-config", "--universal", "--python-version", "3.11"]
    compile_ += [
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-header",
        "--no-annotate",
        "--quiet",
    ]
    readers, tests = (str(path.relative_to(ROOT)) for path in LOCKS.values())
    return run(*compile_, "pyproject.toml", "-o", readers, *args) or run(
        *compile_, "pyproject.toml", "--group", "test", "-c", readers, "-o", tests, *args
    )


# -- setting up ----------------------------------------------------------------------------------


def set_up(group):
    """Install `group` of the lock into .venv, unless it is there already."""
    if ready(group):
        return
    minutes = "one to four minutes, 800 MB" if group == "readers" else "two to six minutes, 1.5 GB"
    print("Setting up in .venv (the first time: %s) ..." % minutes, flush=True)
    for uv in (shutil.which("uv"), None):  # if that fails, start again from nothing, without uv
        if not runs(PYTHON):
            shutil.rmtree(VENV, ignore_errors=True)
        STAMP.unlink(missing_ok=True)
        if install(group, installer(uv)):
            STAMP.write_text(json.dumps({"group": group, "is": fingerprint(group)}))
            print("Set up.", flush=True)
            return
        shutil.rmtree(VENV, ignore_errors=True)
    sys.exit(
        "Setting up failed; the lines above say why. It needs a network, and a proxy that lets it "
        "through. If you have both, delete .venv and try again."
    )


def install(group, pip):
    """Return whether every step of the installation worked; `pip` makes a command from its arguments."""
    return (
        run(*pip("--no-deps", "--require-hashes", "-r", LOCKS[group])) == 0
        and run(*pip("--no-deps", "--no-build-isolation", "-e", ROOT)) == 0
        and run(PYTHON, "-m", "sevensteps.widgets") == 0
    )


def installer(uv):
    """Return a function that makes an install command: of uv, of .venv's pip, or of the machine's pip."""
    if uv and (runs(PYTHON) or run(uv, "venv", "--quiet", "--python", sys.executable, VENV) == 0):
        return lambda *what: [uv, "pip", "install", "--python", PYTHON, *what]
    if not runs(PYTHON) and not runs(sys.executable, "-m", "venv", VENV):
        shutil.rmtree(VENV, ignore_errors=True)
        runs(sys.executable, "-m", "venv", "--without-pip", VENV)
    quiet = ["--quiet", "--disable-pip-version-check"]
    if runs(PYTHON, "-m", "pip", "--version"):
        return lambda *what: [PYTHON, "-m", "pip", "install", *quiet, *what]
    if runs(PYTHON) and runs(sys.executable, "-m", "pip", "--python", PYTHON, "--version"):
        return lambda *what: [
            *(sys.executable, "-m", "pip", "--python", PYTHON, "install"),
            *quiet,
            *what,
        ]
    shutil.rmtree(VENV, ignore_errors=True)
    fix = FIX.get(sys.platform, FIX["linux"])
    sys.exit(
        "This Python has neither uv, nor venv with pip, nor pip. One command fixes it:\n  " + fix
    )


def ready(group):
    """Return whether .venv was set up from this lock, in this place, and still runs."""
    try:
        stamp = json.loads(STAMP.read_text())
        same = stamp["is"] == fingerprint(stamp["group"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    enough = stamp["group"] in (group, "tests")
    return same and enough and runs(PYTHON, "-c", FRESH % (NEEDS[group],))


def fingerprint(group):
    """A hash of what .venv depends on: the lock, the package's metadata, this place and this Python."""
    parts = [LOCKS[group].read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    parts += [str(ROOT).encode(), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def run(*command, quiet=False):
    """Run a command and return its exit code; 127 if there is no such program.

    If this program is stopped, it stops the command, waits until the command has ended, and exits.
    """
    hush = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if quiet else {}
    try:
        process = subprocess.Popen([str(word) for word in command], cwd=str(ROOT), **hush)
    except OSError:
        return 127
    stopped = []

    def stop(number, _):
        stopped.append(128 + number)
        if number == signal.SIGTERM or len(stopped) > 1:  # a first Ctrl+C reaches it by itself
            process.terminate()

    before = {n: signal.signal(n, stop) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if stopped:
        sys.exit(stopped[-1])
    return code


def runs(*command):
    """Return whether a command exists and ends without an error."""
    return run(*(command if len(command) > 1 else (*command, "-c", "")), quiet=True) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
