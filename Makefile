# Everything one does with a clone. `make help` lists it.

PORT ?= 8000
# What is left out where an answer is wanted soon; CI leaves nothing out.
QUICK := 'not slow and not browser'
# What .venv is made with.
PYTHON3 ?= python3
BIN := .venv/bin
PYTHON := $(BIN)/python
# Every process would compile every source anew.
unexport PYTHONDONTWRITEBYTECODE
# Production is what manage.py takes unless somebody says otherwise, as here.
ON_THIS_MACHINE := DJANGO_SETTINGS_MODULE=project.settings.development
MANAGE := env $(ON_THIS_MACHINE) $(PYTHON) manage.py
# pytest's processes: one a core.
WORKERS ?= auto
# Each process begins with a stretch of its own, so that the rows of a module are made once.
PYTEST := $(PYTHON) -m pytest -n $(WORKERS) --dist worksteal
SOURCE := foundation employers placements billing project

.DEFAULT_GOAL := help
.PHONY: help setup demo check fix test-quick test lint style shell bench pictures settings licences audit lock

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: .venv/installed  ## make .venv, and install what requirements.lock names (only if it changed)

.venv/installed: requirements.lock
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Foothold needs Python 3.11 or newer, and $(PYTHON3) is not. Try: make setup PYTHON3=python3.12"; exit 1; }
	@test -x $(PYTHON) || { echo "Making .venv"; $(PYTHON3) -m venv .venv; }
	@echo "Installing requirements.lock (a minute or two)"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

demo: setup  ## a sample CIC with a year of books on http://127.0.0.1:8000 (PORT=8001 to move it)
	@echo "Bringing the database up to date"
	@$(MANAGE) migrate --verbosity 0
	@PORT=$(PORT) $(MANAGE) demo
	@echo "Serving on http://127.0.0.1:$(PORT)/ until Ctrl-C"
	@$(MANAGE) run_outbox & worker=$$!; trap 'kill $$worker' EXIT; \
		$(ON_THIS_MACHINE) \
		$(BIN)/gunicorn project.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --no-control-socket

check: style  ## style, and the tests of what changed since main: under two minutes, and writes nothing
	@tests=$$($(PYTHON) -m tests.changed) || exit 1; \
	if [ -z "$$tests" ]; then echo "Nothing differs from main, so there is nothing to test."; exit 0; fi; \
	env -u DATABASE_URL $(PYTEST) -q -m $(QUICK) $$tests

fix: setup  ## put imports in order, lay out the Python files, and repair what ruff can
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format

test-quick: setup  ## the suite on SQLite alone, without its slow tier and without the browser
	env -u DATABASE_URL $(PYTEST) -m $(QUICK)

# Where there is PostgreSQL, the slow tests run there, and one of each file on SQLite.
test: setup  ## the whole suite, on SQLite and then on PostgreSQL (tests/both_databases.py: what where)
	@if [ "$$CI" = true ]; then .ci/packages; fi
	@echo "== The suite on SQLite"
	@if $(PYTHON) -m tests.postgres; then tier='not slow or smoke'; else tier=''; fi; \
		env -u DATABASE_URL $(PYTEST) -m "$$tier"
	@echo "== The suite on PostgreSQL"
	@$(PYTHON) -m tests.postgres $(PYTEST)

lint: style  ## style, types, import contracts, migrations and the rules of the house
	$(PYTHON) -m pytest -q tests/house

# All of `make lint` that asks no test.
style: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy $(SOURCE) manage.py
	$(BIN)/djlint --quiet --lint $(SOURCE)
	$(BIN)/lint-imports --no-cache
	env -u DATABASE_URL $(MANAGE) makemigrations --check --dry-run

shell: setup  ## a Python shell with every model imported, on the database beside manage.py
	@$(MANAGE) shell

bench: setup  ## how long the slow things take, on PostgreSQL
	@$(PYTHON) -m tests.postgres $(PYTHON) -m tests.bench

pictures: setup  ## take the README's pictures anew (wants chromium)
	@$(PYTHON) -m tests.browser.pictures

settings: setup  ## write .env.example and docs/operators/settings.md anew from the table of variables
	@$(PYTHON) -m project.settings.listing

licences: setup  ## write docs/operators/licences.md anew from the installed packages
	@$(PYTHON) -m tests.licences

audit: setup  ## ask public data for known holes in what is needed at run time
	@$(PYTHON) -m tests.audit

LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet

# The second holds what a server needs, in the versions of the first.
lock: setup  ## write requirements.lock and requirements-runtime.lock anew from pyproject.toml
	@$(LOCK) --group dev --output-file requirements.lock
	@$(LOCK) --constraint requirements.lock --output-file requirements-runtime.lock
