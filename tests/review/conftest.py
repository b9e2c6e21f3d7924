"""The documents of `text_example`, as a fixture: test folders hold no packages."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def example():
    path = Path(__file__).with_name("text_example.py")
    spec = importlib.util.spec_from_file_location("text_example", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
