"""Build ahead of time what panels need: the compiled live pictures and the drawing library."""

from ..cache import CACHE
from ..pictures import compile_all
from .chart import vega_bundle

print(f"{compile_all()} live pictures are compiled.")
print(f"The drawing library is ready ({len(vega_bundle()) // 1024} kB in {CACHE}).")
