#!/bin/sh
# Mend the SQL of Debian's postgresql-15-rdkit where CREATE EXTENSION rdkit fails with
#
#     commutator operator = is already the commutator of operator =
#
# Its script declares @= as the commutator of = and the negator of <>, which PostgreSQL 15.18 let pass and 15.20 refuses.
# @= is its own commutator and has no negator; the mend says so in both CREATE OPERATOR @= blocks and touches nothing
# else. It may be run again, and a mended script works with older releases too.
#
#     mend_rdkit_cartridge.sh [FILE]     by default /usr/share/postgresql/15/extension/rdkit--4.2.0.sql
set -eu

file=${1:-/usr/share/postgresql/15/extension/rdkit--4.2.0.sql}
mended=$(mktemp)
trap 'rm -f "$mended"' EXIT

awk '
    /^CREATE OPERATOR @= / { inside = 1 }
    inside && /COMMUTATOR *=/ { sub(/COMMUTATOR *= *[^,]*/, "COMMUTATOR = '\''@='\''") }
    inside && /NEGATOR *=/ { next }
    /^\);/ { inside = 0 }
    { print }
' "$file" > "$mended"

if cmp -s "$file" "$mended"; then
    echo "$file needs no mend."
else
    cat "$mended" > "$file"
    echo "Mended the operators @= in $file."
fi
