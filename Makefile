# Needs Python 3.11 to 3.13 and make, nothing else. Everything is installed into .venv, from the locked
# versions in requirements/, once; `make run` a second time installs nothing.

VENV   ?= .venv
PYTHON ?=
ARGS   ?=
SIZES  ?= 100,1000
PY     := $(VENV)/bin/python

# Of the settings, only these are needed here: no tool reports anything to anybody, and text is UTF-8.
export DAGSTER_DISABLE_TELEMETRY := yes
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

# Disks that fill up are mounted: without the rights of root in a name space where everybody may, if there are such.
MAY_MOUNT = $(shell [ "$$(id -u)" = 0 ] || ! unshare --user --map-root-user --mount true 2>/dev/null \
	|| echo unshare --user --map-root-user --mount)

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PIP_INSTALL := install --quiet --no-deps --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run rebuild ui reread ocr ray docs test faults long fuzz accuracy bench cookbook check lint types contract audit format lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/run.stamp ## install what is missing, read data/raw, publish the warehouse
	@$(PY) -m pipelines.run $(ARGS)

rebuild: $(VENV)/run.stamp ## build and publish everything anew from what was read, though nothing changed
	@$(PY) -m pipelines.run --rebuild $(ARGS)

ui: $(VENV)/run.stamp ## Dagster's web interface with its nightly schedule
	@$(PY) -m pipelines.ui $(ARGS)

reread: $(VENV)/run.stamp ## have the next run read reports again (ARGS="--year 2020", --all, --rejected, --path GLOB)
	@$(PY) -m pipelines.reread $(ARGS)

ocr: $(VENV)/run.stamp ## install text recognition, so that pictures and scans are read too
	@echo 'Installing into $(VENV): 200 MB …'
	@$(PY) -m pip $(PIP_INSTALL) --no-build-isolation -r requirements/ocr.txt

ray: $(VENV)/run.stamp ## install Ray, so that reports are read on several machines (docs/scaling.md)
	@echo 'Installing into $(VENV): 200 MB …'
	@$(PY) -m pip $(PIP_INSTALL) --no-build-isolation -r requirements/ray.txt

docs: $(VENV)/run.stamp ## the models, their columns and lineage as one page, data/warehouse/schema.html
	@$(PY) -m pipelines.schema_docs

test: $(VENV)/dev.stamp ## the tests, without the long ones (ARGS="-m 'not slow'" for the quick ones)
	@$(PY) -m pytest -n auto --maxprocesses 4 --dist loadgroup $(ARGS)

fuzz: $(VENV)/dev.stamp ## broken input for every reader and parser, guided by coverage (ARGS="--seconds 3600 html")
	@$(PY) -m pip $(PIP_INSTALL) --no-build-isolation -r requirements/fuzz.txt
	@$(PY) -m tests.fuzz $(ARGS)

accuracy: $(VENV)/dev.stamp ## what is read right, and every error (ARGS=--json, ARGS=--docs)
	@$(PY) -m tests.accuracy $(ARGS)

bench: $(VENV)/dev.stamp ## speed and memory as ratios, some minutes (SIZES=1000,10000,100000: the graph at these sizes)
	@mkdir -p benchmarks/results
	@$(PY) -m pytest benchmarks -q -n 0 -p no:cacheprovider -o faulthandler_timeout=0 --sizes $(SIZES) \
		--benchmark-json benchmarks/results/$$(date -u +%Y%m%dT%H%M%SZ).json $(ARGS)

faults: $(VENV)/dev.stamp ## kills, full disks, damage, readers: many rounds, hours (GONGKAI_FAULT_SEED, _ROUNDS)
	@GONGKAI_FAULT_ROUNDS=$${GONGKAI_FAULT_ROUNDS:-20} $(MAY_MOUNT) $(PY) -m pytest tests/faults -n 0 -m 'long or not long' $(ARGS)

long: $(VENV)/dev.stamp ## the tests that take minutes each: faults, several machines, a thousand written reports
	@$(PY) -m pytest -n 0 -m long $(ARGS)

cookbook: $(VENV)/dev.stamp ## the answers in docs/cookbook.md anew, from the samples
	@$(PY) -m tests.published.cookbook $(ARGS)

check: lint types contract audit test ## what CI checks: format, lint, types, imports, known vulnerabilities, tests

lint: $(VENV)/dev.stamp ## format and style
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

types: $(VENV)/dev.stamp ## type hints
	$(PY) -m mypy

contract: $(VENV)/dev.stamp ## which package may import which
	$(VENV)/bin/lint-imports

audit: $(VENV)/dev.stamp ## locked packages with known vulnerabilities
	@$(PY) tools/audit.py

format: $(VENV)/dev.stamp ## put the sources in order
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock: $(VENV)/run.stamp ## resolve requirements/ anew (ARGS=--upgrade for newer versions)
	@$(PY) -m pip install --quiet 'uv>=0.8'
	@$(call compile,dev,pyproject.toml --extra pipeline --extra ocr --extra ray --group dev --group build)
	@$(call compile,run,pyproject.toml --extra pipeline --constraints requirements/dev.txt)
	@$(call compile,ocr,pyproject.toml --extra ocr --constraints requirements/dev.txt)
	@$(call compile,ray,pyproject.toml --extra ray --constraints requirements/dev.txt)
	@$(call compile,build,--group build --constraints requirements/dev.txt)
	@$(call compile,fuzz,--group fuzz --constraints requirements/dev.txt)

clean: ## remove the environment and what tools left behind; never data
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis sql/target sql/logs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Every platform and Python at once, with hashes, without the address of any index.
compile = $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --annotation-style line --custom-compile-command 'make lock' \
	$(ARGS) --output-file requirements/$(1).txt $(2)

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	@echo 'Installing the tools of the tests into $(VENV) …'
	@$(PY) -m pip $(PIP_INSTALL) --no-build-isolation -r requirements/dev.txt
	@touch $@

# The build tools come first, locked like the rest, so that packages that exist only as source and the project
# itself are built with them and with nothing that pip fetches unchecked.
$(VENV)/run.stamp: $(VENV)/venv.stamp requirements/build.txt requirements/run.txt pyproject.toml
	@echo 'Installing into $(VENV): once, a minute or a few …'
	@$(PY) -m pip $(PIP_INSTALL) -r requirements/build.txt
	@$(PY) -m pip $(PIP_INSTALL) --no-build-isolation -r requirements/run.txt
	@$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Debian's Python can make an environment without the package python3-venv, but not put pip into it; a pip
# beside it can.
$(VENV)/venv.stamp:
	@for candidate in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		if "$$candidate" -c '$(SUPPORTED)' >/dev/null 2>&1; then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo 'make: no Python 3.11, 3.12 or 3.13 as $(or $(PYTHON),python3); name one: make PYTHON=/path/to/python3.12' >&2; \
		exit 1; \
	fi; \
	rm -rf $(VENV); \
	if ! "$$python" -m venv $(VENV) >/dev/null 2>&1; then \
		"$$python" -m venv --clear --without-pip $(VENV) \
		&& "$$python" -m pip --python $(PY) $(PIP_INSTALL) -r requirements/build.txt \
		|| { rm -rf $(VENV); \
			echo "make: $$python cannot make a virtual environment; on Debian or Ubuntu: apt-get install python3-venv" >&2; \
			exit 1; }; \
	fi; \
	touch $@
