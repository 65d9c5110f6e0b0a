"""Settings that every test shares."""

import asyncio
import os

import pytest
from hypothesis import settings

# A slow machine does not break a promise: benchmarks/ measures how long things take.
# pytest --hypothesis-profile=weekly tries four times as many examples.
settings.register_profile("promises", deadline=None, max_examples=50)
settings.register_profile("weekly", deadline=None, max_examples=200)
settings.load_profile("promises")

# Neither this process nor its kernels read or write the work that a reader saved beside a notebook.
os.environ["SEVENSTEPS_KEEP"] = "no"


@pytest.fixture(autouse=True)
def no_loop_of_a_browser(request):
    """Hide a browser's event loop, which stands still in this thread, from tests without a browser."""
    standing = asyncio._get_running_loop()
    if standing is None or "page" in request.fixturenames or "browser" in request.fixturenames:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(standing)
