"""One small model for each step of the op-ed. Each is pure: assumptions in, numbers out."""

from . import china, contempt, expectations, forces, freeze, neighbours, talks

__all__ = ["china", "contempt", "expectations", "forces", "freeze", "neighbours", "talks"]
