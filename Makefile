# What a newcomer needs: make serve, make test. What a contributor needs besides: make check, coverage, lock, postgres, seeds.
# Nothing beyond Python (3.11 to 3.14) with venv, make and a package index is assumed.

PYTHON ?= python3
PYTEST_ARGS ?= -q -n auto --dist worksteal
SERVE_ARGS ?=
FUZZ_ARGS ?= --count 1000 --seed 7

.PHONY: help serve check test coverage contract fuzz lock upgrade postgres seeds docs clean

help:
	@echo 'make serve     import seeds/ and serve the catalog on http://127.0.0.1:8000 (SERVE_ARGS="--port 8080" and such)'
	@echo 'make check     style, types, import rules, and the tests of what changed since the main branch'
	@echo 'make test      run every check; what this machine lacks is skipped aloud (PYTEST_ARGS="-q -n 0" and such)'
	@echo 'make coverage  run the tests and print which lines of catalog/ they leave out'
	@echo 'make contract  hold the served API against docs/openapi.json with schemathesis (schemathesis.toml says how)'
	@echo 'make postgres  start a throwaway PostgreSQL with the RDKit cartridge, and say how to test against it'
	@echo 'make fuzz      import wrong files by the hundred, and tell at which the program fails (FUZZ_ARGS="--count 1000 --seed 7")'
	@echo 'make lock      write the lock files anew after a change of pyproject.toml; make upgrade takes newer releases too'
	@echo 'make seeds     write seeds/demo.csv anew from scripts/demo_seed_choice.csv'
	@echo 'make docs      write docs/openapi.json and docs/settings.md anew from the code'
	@echo 'make clean     remove the environments and caches, never a database'

serve:
	@PYTHON='$(PYTHON)' sh scripts/environment.sh .venv requirements/serve.txt
	@.venv/bin/python -m catalog import seeds/ || [ $$? -eq 1 ] # 1 says that some records were held or refused: the others are served.
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
