# For newcomers: make serve, make test. For contributors also: make check, coverage, lock, postgres, seeds.
# Needed: Python (3.11 to 3.14) with venv, make, and a package index.

PYTHON ?= python3
PYTEST_ARGS ?= -q -n auto --dist worksteal
SERVE_ARGS ?=
FUZZ_ARGS ?= --count 1000 --seed 7

.PHONY: help serve check test coverage contract fuzz lock upgrade postgres seeds docs clean

help:
	@echo 'make serve     import seeds/ and serve the catalog on http://127.0.0.1:8000 (SERVE_ARGS="--port 8080" and such)'
	@echo 'make check     style, types, import rules, and the tests of what changed since the main branch'
	@echo 'make test      run every check; checks that need missing programs are skipped with a message (PYTEST_ARGS="-q -n 0" and such)'
	@echo 'make coverage  run the tests, and list the lines of catalog/ that they do not reach'
	@echo 'make contract  compare the served API with docs/openapi.json by schemathesis (see schemathesis.toml)'
	@echo 'make postgres  start a temporary PostgreSQL with the RDKit cartridge, and print how to test with it'
	@echo 'make fuzz      import hundreds of wrong files, and report those at which the program fails (FUZZ_ARGS="--count 1000 --seed 7")'
	@echo 'make lock      write the lock files after a change of pyproject.toml; make upgrade also takes newer releases'
	@echo 'make seeds     write seeds/demo.csv from scripts/demo_seed_choice.csv'
	@echo 'make docs      write docs/openapi.json, docs/settings.md and docs/rules.md from the code'
	@echo 'make clean     remove the environments and caches, never a database'

serve:
	@PYTHON='$(PYTHON)' sh scripts/environment.sh .venv requirements/serve.txt
	@.venv/bin/python -m catalog import seeds/ || [ $$? -eq 1 ] # 1: some records were held or refused. The others are served.
	@exec .venv/bin/python -m catalog serve $(SERVE_ARGS)

test:
	@PYTHON='$(PYTHON)' sh scripts/environment.sh .venv-test requirements/test.txt
	@PYTHON=.venv-test/bin/python PYTEST_ARGS='$(PYTEST_ARGS)' sh scripts/checks.sh

check:
	@PYTHON='$(PYTHON)' sh scripts/environment.sh .venv-test requirements/test.txt
	@tests=$$(.venv-test/bin/python -m scripts.changed_tests) && \
		PYTHON=.venv-test/bin/python PYTEST_ARGS="$(PYTEST_ARGS) $$(echo $$tests)" sh scripts/checks.sh

coverage:
	@PYTHON='$(PYTHON)' sh scripts/environment.sh .venv-test requirements/test.txt
	@.venv-test/bin/python -m coverage erase
	@.venv-test/bin/python -m coverage run -m pytest $(PYTEST_ARGS)
	@.venv-test/bin/python -m coverage combine --quiet
	@.venv-test/bin/python -m coverage report

fuzz:
	@PYTHON='$(PYTHON)' sh scripts/environment.sh .venv-test requirements/test.txt
	@.venv-test/bin/python -m tests.intake.fuzz.campaign $(FUZZ_ARGS)

contract:
	@PYTHON='$(PYTHON)' sh scripts/environment.sh .venv-test requirements/test.txt
	@.venv-test/bin/python -m scripts.contract

lock:
	@PYTHON='$(PYTHON)' sh scripts/lock.sh

upgrade:
	@PYTHON='$(PYTHON)' sh scripts/lock.sh --upgrade

postgres:
	@bash scripts/with_postgres.sh

seeds:
	@PYTHON='$(PYTHON)' sh scripts/environment.sh .venv-test requirements/test.txt
	@.venv-test/bin/python -m scripts.make_demo_seed

docs:
	@PYTHON='$(PYTHON)' sh scripts/environment.sh .venv-test requirements/test.txt
	@.venv-test/bin/python -m scripts.write_docs

clean:
	rm -rf .venv .venv-test .venv-lock .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
