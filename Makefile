# Durchwahl. Two commands matter: `make run` and `make test`; `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
PORT ?= 8501
WORKERS ?= 3
BROWSERS ?= 3
BROWSER := tests/browser tests/connectors/sandbox
PYTEST := $(PYTHON) -m pytest --durations=0 --durations-min=5

# pytest writes each test anew, to say what an assertion saw, and keeps that beside the compiled
# code; where it may not, three workers do so each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-fast test-setup torture pictures check format lint types contracts size pins rules learn clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.made:
	@./.ci/venv $(VENV)
	@touch $@

$(VENV)/.run: requirements.txt $(VENV)/.made
	@echo "Installing what Durchwahl needs ..."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing what the tests need ..."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.env:
	@printf '# Written by make run. The sandbox plays X, Facebook and Instagram on this machine;\n# see .env.example for everything that can be set.\nSANDBOX=1\n' > $@
	@chmod 600 $@
	@echo "Wrote .env: this is the sandbox, nothing leaves this machine."

run: $(VENV)/.run .env  ## install, migrate, start everything, print the address and a sign-in link
	@$(PYTHON) -m inbox.web.port "$(PORT)"
	@$(VENV)/bin/streamlit run app.py --server.port $(PORT)

test-setup: $(VENV)/.dev  ## install what the tests need, a browser and a PostgreSQL included
	@$(PYTHON) -m tests.chromium

# Two runs: Playwright keeps an event loop in its thread, beside which no other may run. Only what a
# browser shows is tried twice, in a house of its own, and pytest says so: everywhere else a second
# try would hide a fault.
# Tests that kill and freeze wait more than they work, so there is one more worker than cores.
# Browsers wait more than they work, so there is one more of them than cores, each with the house of
# a whole file. tests/browser/conftest.py says which files come first.
test: test-setup test-fast  ## every test but the long campaigns
	@$(PYTEST) -n $(BROWSERS) --dist loadfile --no-loadscope-reorder --reruns 1 -m "browser and not torture" $(BROWSER)

test-fast: $(VENV)/.dev  ## the tests that need no browser
	@$(PYTEST) -p no:rerunfailures -n $(WORKERS) --dist worksteal --ignore $(firstword $(BROWSER)) -m "not browser and not torture"

torture: $(VENV)/.dev  ## the long campaigns: kills and freezes, quoted in docs/reliability.md
	@$(PYTHON) -m pytest -m torture -s tests/torture

pictures: test-setup  ## every page as it looks, for docs/screens.md
	@$(PYTHON) -m tests.pictures

check: format lint types contracts test  ## what CI runs: format, lint, types, import contracts, tests

format: $(VENV)/.dev  ## the code is formatted
	@$(VENV)/bin/ruff format --check .

lint: $(VENV)/.dev  ## ruff finds nothing
	@$(VENV)/bin/ruff check .

types: $(VENV)/.dev  ## mypy --strict finds nothing
	@$(VENV)/bin/mypy

contracts: $(VENV)/.dev  ## rooms import only what they may
	@$(VENV)/bin/lint-imports

size: $(VENV)/.dev  ## the size budget alone
	@$(PYTHON) -m pytest tests/test_house.py

pins: $(VENV)/.dev  ## compile the pins anew from pyproject.toml's ranges
	@$(PYTHON) -m pip install --quiet uv
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-emit-index-url pyproject.toml -o requirements.txt
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-emit-index-url pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

rules: $(VENV)/.dev  ## how well each rule judges its cases, into docs/rules.md
	@$(PYTHON) -m tests.rules

learn: $(VENV)/.dev  ## what models learn from the sentences in tests/inbox/rules/learning
	@$(PYTHON) -m tests.learning

clean:  ## forget the virtual environment and caches, never the data
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
