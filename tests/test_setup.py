"""Promises of the set-up: one home for versions, two commands, and what Binder reads."""

import importlib.metadata
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
import go  # noqa: E402

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
SIX = {"jupyterlab", "ipywidgets", "pandas", "altair", "nbval", "pytest"}


def pins(requirements):
    """Name to version of requirements that are pinned to one version each."""
    found = {}
    for text in requirements:
        r = Requirement(text)
        (spec,) = r.specifier
        assert spec.operator == "==", text
        found[r.name.lower()] = spec.version
    return found


def locked(group, python="3.12"):
    """Name to version of what a lock installs on Linux, its markers evaluated at a Python."""
    text = (ROOT / "locks" / f"{group}.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^([A-Za-z0-9][^\\\n#]*)", text.replace("\\\n", " "), flags=re.M)
    place = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "extra": "",
    }
    wanted = [Requirement(e.split("--hash")[0].strip()) for e in entries]
    return pins(
        f"{r.name}{r.specifier}" for r in wanted if r.marker is None or r.marker.evaluate(place)
    )


def environment_python():
    (python,) = [d for d in ENVIRONMENT["dependencies"] if str(d).startswith("python")]
    return python.partition("=")[2]


# -- one home for versions -----------------------------------------------------------------------


def test_environment_yml_holds_just_what_pyproject_pins():
    (pip,) = [d["pip"] for d in ENVIRONMENT["dependencies"] if isinstance(d, dict)]
    assert pins(pip) == pins(PROJECT["project"]["dependencies"])
    assert set(pins(pip)) >= SIX


def test_the_lock_at_the_environments_python_agrees_with_pyproject():
    readers = locked("readers", environment_python())
    wanted = pins(PROJECT["project"]["dependencies"])
    assert {n: readers.get(n) for n in wanted} == wanted


def test_the_second_group_only_adds_to_the_first():
    readers, tests = locked("readers"), locked("tests")
    assert {n: tests.get(n) for n in readers} == readers
    wanted = pins(PROJECT["dependency-groups"]["test"])
    assert {n: tests.get(n) for n in wanted} == wanted
    assert not set(wanted) & set(readers), "a test tool slipped into what readers install"


@pytest.mark.parametrize("group", ["readers", "tests"])
def test_the_lock_holds_hashes_and_no_addresses(group):
    text = (ROOT / "locks" / f"{group}.txt").read_text(encoding="utf-8")
    assert "://" not in text and "file:" not in text and "--index" not in text
    for entry in text.replace("\\\n", " ").splitlines():
        if entry and not entry.startswith(("#", " ")):
            assert "--hash=sha256:" in entry, entry


def test_every_import_of_ours_is_pinned_by_name():
    names = {"pybtex", "mnemonic", "anywidget", "ipywidgets", "altair", "numpy", "pandas"}
    assert names <= set(pins(PROJECT["project"]["dependencies"]))


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    version = PROJECT["project"]["version"]
    import sevensteps

    assert version == citation["version"] == sevensteps.__version__
    assert version == importlib.metadata.version("sevensteps")
    assert f"## {version} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"/v{version})" in (ROOT / "README.md").read_text(encoding="utf-8"), "the badge's tag"


# -- Binder --------------------------------------------------------------------------------------


def test_binders_copy_is_equal_to_the_root():
    copy = ROOT / "binder" / "environment.yml"
    assert copy.read_bytes() == (ROOT / "environment.yml").read_bytes()
    assert not (ROOT / ".binder").exists()


@pytest.fixture
def buildpack(tmp_path, monkeypatch):
    """What repo2docker reads in a copy of our files; nothing is built."""
    from repo2docker.app import Repo2Docker

    shutil.copytree(ROOT / "binder", tmp_path / "binder")
    for name in ("environment.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    docker = Repo2Docker()
    for kind in docker.buildpacks[1:]:  # the first is for an older way of giving a Dockerfile
        found = kind(docker.base_image)
        if found.detect():
            found.platform = "linux/amd64"
            return found
    return None


def test_repo2docker_reads_our_environment_and_its_python(buildpack):
    assert type(buildpack).__name__ == "CondaBuildPack"
    assert buildpack.binder_path("environment.yml") == "binder/environment.yml"
    assert buildpack.python_version == environment_python() == "3.12"


def test_repo2docker_runs_our_last_step_after_the_environment(buildpack):
    assert buildpack.get_post_build_scripts() == ["binder/postBuild"]
    built = buildpack.render()
    assert built.index("binder/environment.yml") < built.index("RUN ./binder/postBuild")


def test_binders_last_step_locks_installs_trusts_and_opens_the_start_page():
    path = ROOT / "binder" / "postBuild"
    text = path.read_text(encoding="utf-8")
    assert b"\r" not in path.read_bytes()
    if os.name == "posix":
        assert path.stat().st_mode & stat.S_IXUSR
    for step in (
        "--require-hashes -r locks/readers.txt",
        "--no-deps --no-build-isolation -e .",
        "python -m sevensteps.widgets",
        "jupyter trust notebooks/*.ipynb",
        "ServerApp LabApp JupyterNotebookApp",
    ):
        assert step in text, step
    start = re.search(r"start='/lab/tree/([^']+)'", text)[1]
    assert start == go.START
    assert (ROOT / start).exists()
    if os.name == "posix":
        assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0


def test_lab_does_not_ask_for_news():
    file = ROOT / "src/sevensteps/lab_settings/overrides.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    installed = Path(sys.prefix) / "share/jupyter/lab/settings/overrides.json"
    assert json.loads(installed.read_text(encoding="utf-8")) == settings


# -- go.py and CI --------------------------------------------------------------------------------


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine that records every command of go.py and answers it by a rule."""

    class Machine:
        def __init__(self):
            self.ran, self.works, self.uv = [], lambda line: True, None

        def run(self, *command, quiet=False):
            line = " ".join(map(str, command)).replace(str(tmp_path), ".")
            self.ran.append(line)
            ok = self.works(line)
            if ok and " venv " in f" {line} ":
                go.PYTHON.parent.mkdir(parents=True, exist_ok=True)
                go.PYTHON.write_text("")
            return (
                0 if ok and (".venv/bin/python" not in line.split()[0] or go.PYTHON.exists()) else 1
            )

    here = Machine()
    monkeypatch.setattr(go, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(go, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(go, "STAMP", tmp_path / ".venv/sevensteps.json")
    monkeypatch.setattr(go, "run", here.run)
    monkeypatch.setattr(go.shutil, "which", lambda name: here.uv)
    return here


def installs(machine):
    return [line for line in machine.ran if " install " in f" {line} "]


def test_uv_comes_first_where_there_is_one(machine):
    machine.uv = "uv"
    go.set_up("readers")
    assert all(line.startswith("uv pip install --python") for line in installs(machine))


def test_then_the_venv_module_with_its_own_pip(machine):
    go.set_up("readers")
    assert installs(machine)
    assert all(line.startswith("./.venv/bin/python -m pip install") for line in installs(machine))


def test_then_this_machines_pip(machine):
    def no_ensurepip(line):
        own = line.startswith("./.venv/bin/python -m pip")
        return not own and (" -m venv" not in line or "--without-pip" in line)

    machine.works = no_ensurepip
    go.set_up("readers")
    assert installs(machine)
    assert all(" -m pip --python ./.venv/bin/python install" in line for line in installs(machine))


def test_without_any_installer_it_names_one_command(machine):
    machine.works = lambda line: False
    with pytest.raises(SystemExit, match="One command fixes it"):
        go.set_up("readers")
    assert not go.VENV.exists()


def test_after_a_broken_uv_it_tries_the_next_way(machine):
    machine.uv = "uv"
    machine.works = lambda line: not line.startswith("uv pip install")
    go.set_up("readers")
    assert installs(machine)[-1].startswith("./.venv/bin/python -m pip install")


def test_it_installs_the_lock_by_its_hashes_and_then_this_package(machine):
    go.set_up("readers")
    lock, own = installs(machine)
    assert "--no-deps --require-hashes -r" in lock and "readers.txt" in lock
    assert "--no-deps --no-build-isolation -e" in own
    assert "-m sevensteps.widgets" in machine.ran[-1]


def test_the_second_time_nothing_is_installed(machine):
    go.set_up("readers")
    machine.ran.clear()
    go.set_up("readers")
    assert not installs(machine)


def test_the_tests_group_is_enough_for_readers_but_not_the_reverse(machine):
    go.set_up("tests")
    machine.ran.clear()
    go.set_up("readers")
    assert not installs(machine)
    go.STAMP.unlink()
    go.set_up("readers")
    machine.ran.clear()
    go.set_up("tests")
    assert "tests.txt" in installs(machine)[0]


@pytest.mark.parametrize("harm", ["stamp", "python", "lock", "place", "half"])
def test_an_incomplete_or_outdated_environment_is_made_again(machine, monkeypatch, harm):
    go.set_up("readers")
    if harm == "stamp":
        go.STAMP.write_text("not json")
    elif harm == "python":
        go.PYTHON.unlink()
    elif harm == "lock":
        monkeypatch.setattr(go, "fingerprint", lambda group: "another lock")
    elif harm == "place":
        monkeypatch.setattr(go, "ROOT", ROOT / "tests" / "..")
    else:
        machine.works = lambda line: "find_spec" not in line
    machine.ran.clear()
    go.set_up("readers")
    assert len(installs(machine)) == 2


def test_an_installation_that_fails_leaves_nothing_that_looks_ready(machine):
    machine.works = lambda line: " install " not in line
    with pytest.raises(SystemExit, match="Setting up failed"):
        go.set_up("readers")
    assert not go.STAMP.exists()


def test_an_old_python_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(go.sys, "version_info", (3, 8, 1))
    assert go.main(["lab"]) == (
        "Seven Steps needs Python 3.11 or newer, and this is 3.8: install a newer one, then run it "
        "with that."
    )


def test_go_py_can_be_read_by_a_python_too_old_to_run_it():
    import ast

    ast.parse((ROOT / "go.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_without_a_known_command_it_says_what_there_is(capsys):
    assert go.main([]) == 0
    assert go.main(["dance"]) == 2
    assert "python3 go.py lab" in capsys.readouterr().out


def test_lab_opens_the_first_notebook_and_passes_arguments_on(machine, monkeypatch):
    monkeypatch.setattr(go, "set_up", lambda group: None)
    go.PYTHON.parent.mkdir(parents=True)
    go.PYTHON.write_text("")
    assert go.lab(["--port", "9999"]) == 0
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in machine.ran[-1]
    assert f"--ServerApp.root_dir={go.ROOT}" in machine.ran[-1]
    assert machine.ran[-1].endswith("--port 9999")


def test_present_serves_class_pages_with_what_readers_have_and_passes_arguments_on(
    machine, monkeypatch
):
    groups = []
    monkeypatch.setattr(go, "set_up", groups.append)
    go.PYTHON.parent.mkdir(parents=True)
    go.PYTHON.write_text("")
    assert go.main(["present", "06", "--everyone"]) == 0
    assert groups == ["readers"]
    assert machine.ran[-1].endswith("-m sevensteps.present 06 --everyone")


def test_test_runs_every_check_and_stops_at_the_first_that_fails(machine, monkeypatch):
    monkeypatch.setattr(go, "set_up", lambda group: None)
    monkeypatch.chdir(ROOT)
    go.PYTHON.parent.mkdir(parents=True)
    go.PYTHON.write_text("")
    assert go.test([]) == 0
    ran = " | ".join(machine.ran)
    order = [
        "ruff check",
        "ruff format --check",
        "clean_notebooks.py --check",
        "pytest notebooks",
        "pytest tests",
    ]
    assert [ran.index(step) for step in order] == sorted(ran.index(step) for step in order)
    assert "--cov-fail-under=95" in machine.ran[-1] and "not weekly" in machine.ran[-1]
    assert go.test(["--all"]) == 0
    assert "pytest tests" in machine.ran[-1] and "not weekly" not in machine.ran[-1]
    for broken in order:
        machine.works = lambda line, broken=broken: broken not in line
        machine.ran.clear()
        assert go.test([]) != 0
        assert broken in machine.ran[-1]


def test_test_fails_where_there_are_no_notebooks(machine, monkeypatch, tmp_path):
    monkeypatch.setattr(go, "set_up", lambda group: None)
    monkeypatch.chdir(tmp_path)
    assert "no notebooks" in go.test([])


def test_ci_does_what_the_readme_says():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert text.rstrip().endswith("exec python3 go.py test")
    assert "set -euo pipefail" in text
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 go.py lab" in readme and "python3 go.py test" in readme
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["test"]["steps"]
    assert any(step.get("run") == "bash .ci/run" for step in steps)
    assert "schedule" in workflow[True]  # YAML reads the key `on` as true


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_stopping_go_py_stops_its_command_and_nothing_follows(number, code):
    """`kill` stops go.py only; Ctrl+C stops go.py and its command."""
    child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    ours = f"import sys, go; go.run(sys.executable, '-c', {child!r}); print('went on')"
    process = subprocess.Popen(
        [sys.executable, "-c", ours],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    inner = int(process.stdout.readline())
    if number == signal.SIGTERM:
        process.send_signal(number)
    else:
        os.killpg(process.pid, number)
    said, _ = process.communicate(timeout=30)
    assert (process.returncode, said) == (code, "")
    with pytest.raises(ProcessLookupError):
        os.kill(inner, 0)
