"""The days of `day_example.py` for every test here."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


def load_example() -> ModuleType:
    path = Path(__file__).with_name("day_example.py")
    spec = importlib.util.spec_from_file_location("litmus_day_example", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example():
    return load_example()


@pytest.fixture
def day(example):
    return example.a_day()
