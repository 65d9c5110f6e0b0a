"""Settings that every test shares."""

import os

from hypothesis import settings

# A slow machine is no broken promise: how long things take is measured in benchmarks/.
settings.register_profile("promises", deadline=None)
settings.load_profile("promises")

# What a reader left beside a notebook is neither read nor written, in this process or a kernel of it.
os.environ["SEVENSTEPS_KEEP"] = "no"
