"""One small model for each step of the op-ed. Each is pure: it takes assumptions and returns numbers.

>>> f"{steps.china.trade_cut(assumptions(), enforcement=0.5):.1%}"
'35.3%'
"""

from importlib import import_module
from pkgutil import iter_modules

__all__ = [module.name for module in iter_modules(__path__)]
for name in __all__:
    import_module(f"{__name__}.{name}")
