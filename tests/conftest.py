"""Every test has a home of its own, and no sockets unless its folder is about them."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault: speed is measured in bench/, and hangs are caught by bounds of their own.
settings.register_profile("litmus", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("litmus")

HERE = Path(__file__).parent
ON_LOOPBACK = ("browser", "net", "publish")


def pytest_collection_modifyitems(items):
    for item in items:
        room = item.path.relative_to(HERE).parts[0] if HERE in item.path.parents else ""
        item.add_marker(pytest.mark.enable_socket if room in ON_LOOPBACK else pytest.mark.disable_socket)


@pytest.fixture(autouse=True)
def _home(tmp_path_factory, monkeypatch):
    """Nobody's library is touched: not this machine's, and not another test's."""
    for name in [name for name in os.environ if name.startswith("LITMUS_")]:
        monkeypatch.delenv(name)
    # With or without weights at hand, the default's answers are the same; tests of the encoder ask for it.
    monkeypatch.setenv("LITMUS_ENCODER", "off")
    monkeypatch.setenv("LITMUS_HOME", str(tmp_path_factory.mktemp("home")))
