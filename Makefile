# The workflow, in the order in which one meets it.
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: $(RUNTIME)  ## set up everything and start: inbox/ in, feeds/ and http://127.0.0.1:8080 out
	@$(BIN)/sindikasi run

test: $(DEVELOPMENT)  ## set up everything and run the tests
	$(BIN)/python -m pytest

test-faults: $(DEVELOPMENT)  ## attack it for about half an hour: 50 kills over 10,000 documents, fuzzed parsers
	$(BIN)/python -m pytest tests/faults tests/acceptance/test_validity.py tests/flow/test_hostile.py -m "long or not long" -s

check: lint types floors test  ## everything a change must pass

lint: $(DEVELOPMENT)  ## formatter and linter
	$(BIN)/ruff format --check src tests benchmarks docs
	$(BIN)/ruff check src tests benchmarks docs

types: $(DEVELOPMENT)  ## strict mypy
	$(BIN)/mypy

floors: $(DEVELOPMENT)  ## imports go down, never up or sideways
	$(BIN)/lint-imports

format: $(DEVELOPMENT)  ## write the code as the formatter has it
	$(BIN)/ruff format src tests benchmarks docs
	$(BIN)/ruff check --fix src tests benchmarks docs

coverage: $(DEVELOPMENT)  ## branch coverage of the tests
	$(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered

docs: $(DEVELOPMENT)  ## write the parts of docs/ that are made from the code
	$(BIN)/python -m docs.reference

lock: $(DEVELOPMENT)  ## renew requirements.lock for all supported Pythons
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group dev --upgrade \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock

clean:  ## remove what the targets above made; inbox, feeds and data stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "sindikasi needs Python 3.11 or newer; say which with: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	    { echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(RUNTIME): $(VENV)/bin/python pyproject.toml requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e .
	@touch $@

$(DEVELOPMENT): $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

.PHONY: help run test test-faults check lint types floors format coverage docs lock clean
