# `make run` and `make test` do all the set-up themselves. Only make, git and Python 3.11 to 3.13 are needed.
SHELL := /bin/sh
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
PY := .venv/bin/python
# Tests wait for browsers, kills and clocks about a fifth of their time: one worker more than there are processors fills it.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 1) + 1)
# Every start of a process compiles three thousand modules where Python may not keep what it compiled: four seconds each time.
unexport PYTHONDONTWRITEBYTECODE
# Sample values: `check --deploy` judges the settings, it connects to nothing.
PRODUCTION := DJANGO_SETTINGS_MODULE=portal.settings.production DATABASE_URL=postgresql://portal@127.0.0.1:1/portal \
  SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH NAMES_KEY=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= \
  IRI_BASE=https://hoctap.quangtri.vn PUBLIC_URL=https://hoctap.quangtri.vn ALLOWED_HOSTS=hoctap.quangtri.vn \
  TRUSTED_PROXIES=127.0.0.1 VAR_DIR=var

.PHONY: help run test check format soak bench mutants conformance python

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

run: .venv/.run ## the portal with everything it needs, on this machine (PORT=8001 for another port)
	@exec $(PY) manage.py up --stop-with-parent

test: .venv/.dev ## all tests, in parallel
	$(PY) -m pytest -q -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

check: .venv/.dev ## style, types, layers, migrations, deployment settings, translations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint templates --lint --quiet
	.venv/bin/lint-imports
	.venv/bin/mypy
	$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) manage.py translations --check

format: .venv/.dev ## puts the code into its form
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .

soak: .venv/.dev ## the long proofs: kills, walks, concurrency, imports, thirty to a hundred times as long as in the tests
	SOAK=1 KILL_ROUNDS=30 PROOF_TIMES=20 $(PY) -m pytest -q -p no:cacheprovider tests/learning_records/ingest/test_kills.py \
	  tests/scopes tests/learning_records/proof tests/learning_records/consumers tests/recognition/proofs tests/recognition/proof \
	  tests/recognition/certificates/test_jobs.py tests/recognition/figures/test_past_days.py \
	  tests/recognition/skills/test_against_sql.py tests/portal/backup tests/browser

bench: .venv/.dev ## the measurements of tests/bench, at full size
	@test -d tests/bench || { echo "There are no measurements yet: tests/bench is missing."; exit 1; }
	$(PY) -m pytest -q -p no:cacheprovider tests/bench

mutants: .venv/.dev ## small mistakes put into what decides: do the tests notice? MUTANTS=120 SEED=1 ROOMS="points,quiz"
	$(PY) -m tests.mutants

conformance: .venv/.dev ## ADL's xAPI suite against the running site: make conformance SUITE=/path/to/lrs-conformance-test-suite
	$(PY) -m tests.conformance.adl_suite "$(SUITE)"

python:
	@$(PYTHON) -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || { \
	  echo "Python 3.11, 3.12 or 3.13 with its venv module is needed; '$(PYTHON)' is: $$($(PYTHON) --version 2>&1)."; \
	  echo "On Debian or Ubuntu: apt install python3 python3-venv. Another interpreter: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; }

.uv/bin/uv: | python
	@echo "Fetching uv, which installs the rest …"
	@rm -rf .uv && $(PYTHON) -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9

ifeq ($(UV),.uv/bin/uv)
UV_READY := .uv/bin/uv
endif

# Only rebuilt when the list of packages changes, so that a second start needs no network.
.venv/.run: pyproject.toml uv.lock | python $(UV_READY)
	@echo "Installing the packages of uv.lock …"
	@$(UV) sync --frozen --inexact --no-dev --quiet --compile-bytecode --python $(PYTHON)
	@touch $@

.venv/.dev: pyproject.toml uv.lock | python $(UV_READY)
	@echo "Installing the packages of uv.lock, with those for tests …"
	@$(UV) sync --frozen --quiet --compile-bytecode --python $(PYTHON)
	@touch $@ .venv/.run
