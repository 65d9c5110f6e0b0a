"""Settings that every test shares."""

import asyncio
import os

import pytest
from hypothesis import settings

# A slow machine is no broken promise: how long things take is measured in benchmarks/.
settings.register_profile("promises", deadline=None)
settings.load_profile("promises")

# What a reader left beside a notebook is neither read nor written, in this process or a kernel of it.
os.environ["SEVENSTEPS_KEEP"] = "no"


@pytest.fixture(autouse=True)
def no_loop_of_a_browser(request):
    """A browser's event loop stands still in this thread; a test without a browser knows nothing of it."""
    standing = asyncio._get_running_loop()
    if standing is None or "page" in request.fixturenames or "browser" in request.fixturenames:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(standing)
