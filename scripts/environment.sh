#!/bin/sh
# Make a virtual environment that holds exactly what a lock file says: environment.sh DIRECTORY LOCK
#
# Quick when nothing changed: the environment keeps a copy of the lock that it was made from. When the lock changed, or
# the Python that it was made with is gone, the environment is made anew, so that nothing stays behind in it.
set -eu

directory=$1
lock=$2
python=${PYTHON:-python3}

complain() {
    printf '%s\n' "$@" >&2
    exit 1
}

if cmp -s "$lock" "$directory/installed.txt" && "$directory/bin/python" -c '' 2>/dev/null; then
    exit 0
fi

command -v "$python" >/dev/null 2>&1 || complain \
    "No $python here. Catalog needs Python 3.11, 3.12, 3.13 or 3.14: install one, or name it: make PYTHON=python3.12 …"
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || complain \
    "$("$python" --version 2>&1) is not among the versions that Catalog runs on (3.11 to 3.14)." \
    "Name another: make PYTHON=python3.12 …"
"$python" -c 'import ensurepip, venv' 2>/dev/null || complain \
    "$("$python" --version 2>&1) cannot make virtual environments. On Debian: apt-get install python3-venv"

echo "Making $directory with $("$python" --version 2>&1) from $lock …"
rm -rf "$directory"
"$python" -m venv "$directory"
"$directory/bin/python" -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r "$lock"

# RDKit's drawing code is linked with X11's client libraries, though it never opens a display.
"$directory/bin/python" -c 'from rdkit.Chem.Draw import rdMolDraw2D' || complain \
    "RDKit was installed, but cannot draw here: a system library is missing (see above)." \
    "On Debian: apt-get install libxrender1 libxext6 libexpat1"

cp "$lock" "$directory/installed.txt"
