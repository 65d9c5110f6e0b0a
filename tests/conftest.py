"""Settings that every test shares."""

from hypothesis import settings

# A slow machine is no broken promise: how long things take is measured in benchmarks/.
settings.register_profile("promises", deadline=None)
settings.load_profile("promises")
