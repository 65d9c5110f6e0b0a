"""Build ahead of time what panels need: the compiled live pictures and the drawing library."""

from ..cache import CACHE
from ..pictures import live_pictures
from .chart import vega_bundle

found = live_pictures().values()
for picture in found:
    picture.compiled(anew=True)
print(f"{len(found)} live pictures are compiled.")
print(f"The drawing library is ready ({len(vega_bundle()) // 1024} kB in {CACHE}).")
