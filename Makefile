# `make day` and `make test` do all set-up on a machine that has Python >= 3.11, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: day test lint clean
.DEFAULT_GOAL := day

$(VENV)/base: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/dev: $(VENV)/base
	$(BIN)/pip install --quiet -c constraints.txt -e '.[dev]'
	@touch $@

day: $(VENV)/base
	@$(BIN)/litmus day --out out

lint: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pydoclint -q src

test: lint
	@sh tests/browser/chromium.sh
	$(BIN)/pytest

clean:
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache .hypothesis
