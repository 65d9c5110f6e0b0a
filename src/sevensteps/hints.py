"""Errors of a cell end in a sentence that says what to do.

An extension of IPython. `ipython_config/ipython_kernel_config.json` switches it on in every kernel
of this set-up.
"""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Show the errors of a cell with a hint; `shell` is IPython's."""
    shell.set_custom_exc((Exception,), _shown)


def hint(problem: Exception) -> str:
    """What to do about an error in a cell, in lines that need no wrapping; '' if none is known."""
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


def _shown(shell: Any, kind: type, problem: Exception, trace: Any, tb_offset: Any = None) -> Any:
    if kind.__module__.startswith("sevensteps."):  # our own errors are a sentence already
        lines = [f"{kind.__name__}: {problem}"]
    else:
        found = shell.InteractiveTB.structured_traceback(kind, problem, trace, tb_offset=tb_offset)
        lines = [*found, *filter(None, ["", hint(problem)])]
    shell._showtraceback(kind, problem, lines)
    return lines
