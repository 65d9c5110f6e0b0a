"""What a student's slip ends in: one sentence that says what to do, in every kernel of this set-up.

An extension of IPython, which `etc/ipython/ipython_kernel_config.json` of the set-up switches on.
"""

from __future__ import annotations

from typing import Any

OURS = "sevensteps."


def load_ipython_extension(shell: Any) -> None:
    """Show the errors of a cell with a hint; `shell` is IPython's."""
    shell.set_custom_exc((Exception,), _shown)


def hint(problem: Exception) -> str:
    """What to do about an error in a cell, in lines that need no wrapping; empty where none is known."""
    if isinstance(problem, NameError) and problem.name:
        return (
            f"“{problem.name}” is not known yet: a cell above was not run, or it is gone.\n"
            "Choose Run ▸ Run All Cells. If a cell is gone, choose Edit ▸ Undo Cell Operation first."
        )
    if isinstance(problem, ModuleNotFoundError):
        return (
            f"“{problem.name}” is not installed here.\n"
            "Choose Kernel ▸ Change Kernel, and the one that this bundle's `python3 go.py lab` offers."
        )
    return ""


def _shown(
    shell: Any, kind: type, problem: Exception, traceback: Any, tb_offset: Any = None
) -> Any:
    if kind.__module__.startswith(OURS):  # our own say in a sentence what is wrong, and where
        lines = [f"{kind.__name__}: {problem}"]
    else:
        lines = shell.InteractiveTB.structured_traceback(
            kind, problem, traceback, tb_offset=tb_offset
        )
        lines = [*lines, *filter(None, ["", hint(problem)])]
    shell._showtraceback(kind, problem, lines)
    return lines
