# Everything a newcomer and CI run. Each goal does its own set-up first; see scrutiny/bootstrap.py.
# PYTHON=python3.12 chooses another Python, HOST= and PORT= another address for `make run`.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv/bin/python
SET_UP := @$(PYTHON) -I scrutiny/bootstrap.py

# On somebody's own computer, unless they say otherwise.
export SCRUTINY_DEVELOPMENT ?= 1
export PYTHONUNBUFFERED := 1

CHECKS := $(addprefix check-,lint format types templates django migrations generated repository)

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench lock $(CHECKS)

help: ## list these goals
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## set up everything, load the demonstration council if the database is new, serve on 127.0.0.1:8000
	$(SET_UP) run
	@exec $(VENV) manage.py serve --host $(HOST) --port $(PORT)

# The first run is of everything, on SQLite. The second repeats on PostgreSQL what can differ there: the browser sees
# the same pages whichever database they come from, so its tests do not run twice.
test: ## set up everything, run all tests on SQLite, browser tests too, then again on PostgreSQL
	$(SET_UP) test
	@echo "Tests on SQLite"
	@env -u DATABASE_URL $(VENV) -m pytest -n 2
	@echo "Tests on PostgreSQL"
	@$(VENV) -m tests.postgres $(VENV) -m pytest -n 2 -m "not browser"

check: ## lint, types, templates, migrations, generated documents; changes nothing
	$(SET_UP) check
	@$(MAKE) --keep-going --no-print-directory $(CHECKS)  # every problem at once, not the first

check-lint: ; $(VENV) -m ruff check .
check-format: ; $(VENV) -m ruff format --check .
check-types: ; $(VENV) -m mypy
check-templates: ; $(VENV) -m djlint templates --lint --quiet
check-django: ; $(VENV) manage.py check --fail-level WARNING
check-migrations: ; $(VENV) manage.py makemigrations --check --dry-run
check-generated: ; $(VENV) manage.py generated --check
check-repository: ; $(VENV) -m tests.repository

fix: ## mend what can be mended: lint, format, generated documents
	$(SET_UP) check
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .
	$(VENV) manage.py generated

bench: ## measure the dataset page and the pack: cold, after one edit, and unchanged, as ratios
	$(SET_UP) check
	@$(VENV) -m tests.benchmarks

lock: ## compile the lock files anew; UPGRADE=1 takes newer versions
	$(SET_UP) check
	@$(VENV) -m tests.locks $(if $(UPGRADE),--upgrade)
