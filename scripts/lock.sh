#!/bin/sh
# Write the lock files in requirements/ anew from pyproject.toml: lock.sh [--upgrade]
#
# uv resolves once for every supported Python and platform, with environment markers where they differ; pip installs the
# result and needs to know nothing of uv. Without --upgrade the releases that are locked already are kept where they
# still fit. Settings of this machine's own package index are set aside, so that none of them reaches the locks.
set -eu

python=${PYTHON:-python3}
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_CONSTRAINT UV_INDEX UV_FIND_LINKS 2>/dev/null || true
export PIP_CONFIG_FILE=/dev/null UV_NO_CONFIG=1

if ! cmp -s requirements/lock.txt .venv-lock/installed.txt; then
    rm -rf .venv-lock
    "$python" -m venv .venv-lock
    .venv-lock/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/lock.txt
    cp requirements/lock.txt .venv-lock/installed.txt
fi

compile() {
    output=$1
    shift
    .venv-lock/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
        --generate-hashes --custom-compile-command 'make lock' --output-file "requirements/$output" "$@"
}

compile serve.txt "$@" pyproject.toml
# The test set holds the same releases as the serving set.
compile test.txt "$@" --extra test --extra mcp --extra names --extra pdf --constraint requirements/serve.txt pyproject.toml
compile lock.txt "$@" requirements/lock.in
