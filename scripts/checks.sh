#!/bin/sh
# Run every check that a machine can run, all of them even where one fails, and say at the end which failed.
#
# PYTHON is the interpreter of an environment with the test set; PYTEST_ARGS goes to pytest.
set -u

python=${PYTHON:?PYTHON must name the interpreter of the test environment}
failed=''

check() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" || failed="$failed, $name"
}

check 'ruff check' "$python" -m ruff check
check 'ruff format' "$python" -m ruff format --check
check 'mypy' "$python" -m mypy
check 'import rules' "$python" -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo
# Word splitting is wanted: PYTEST_ARGS holds several arguments.
# shellcheck disable=SC2086
check 'pytest' "$python" -m pytest ${PYTEST_ARGS:-}

if [ -n "$failed" ]; then
    printf '\nFailed: %s\n' "${failed#, }" >&2
    exit 1
fi
printf '\nAll checks passed.\n'
