"""What all tests share."""

import hypothesis
import pytest

# The first example of a test may load dictionaries: no deadline. In CI hypothesis draws the same examples each time.
hypothesis.settings.register_profile("gongkai", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("gongkai")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep the slow tests on one worker, one after the other: they share a run of the graph and need the memory."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.xdist_group("slow"))
