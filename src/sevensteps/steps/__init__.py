"""One small model for each step of the op-ed. Each is pure: it takes assumptions and returns numbers."""

from . import china, contempt, expectations, forces, freeze, neighbours, talks

__all__ = ["china", "contempt", "expectations", "forces", "freeze", "neighbours", "talks"]
