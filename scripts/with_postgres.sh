#!/usr/bin/env bash
# Run a command with a throwaway PostgreSQL that has the RDKit cartridge: with_postgres.sh [COMMAND…]
#
# The server runs on a free loopback port, from a data directory of its own, and is stopped and removed at the end, however
# that comes. CATALOG_TEST_POSTGRES tells the command where it is. Without a command it says so and waits for Ctrl-C.
#
# As root the server runs as the system's user postgres, since PostgreSQL refuses to run as root; else as yourself.
# CATALOG_POSTGRES_BIN names the folder with initdb and pg_ctl, where it is not Debian's for PostgreSQL 15.
set -euo pipefail

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${CATALOG_POSTGRES_BIN:-/usr/lib/postgresql/15/bin}

if [ ! -x "$bin/initdb" ]; then
    echo "No PostgreSQL server in $bin. On Debian: apt-get install postgresql-15 postgresql-15-rdkit" >&2
    exit 2
fi

as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u postgres -- env -u TMPDIR "$@")
    else
        (cd / && env -u TMPDIR "$@")
    fi
}

home=$(as_owner mktemp -d -t catalog-postgres.XXXXXX)
running=''

finish() {
    if [ -n "$running" ]; then
        as_owner "$bin/pg_ctl" --pgdata="$home/data" --mode=immediate --silent stop || true
    fi
    rm -rf "$home"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Text sorts here as on a server with a language of its own, not by code point: an order that is only right by chance
# shows in the tests.
as_owner "$bin/initdb" --pgdata="$home/data" --username=catalog --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    --locale-provider=icu --icu-locale=en-US --no-sync >"/dev/null"

start() {
    # Nothing here outlives the run, so it need not survive a power cut.
    as_owner "$bin/pg_ctl" --pgdata="$home/data" --log="$home/log" --silent --wait --timeout=60 start \
        -o "-p $1 -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off \
            -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" </dev/null >/dev/null 2>&1
}

for _ in 1 2 3 4 5; do
    # Below the range that the system hands out itself; a port that is taken makes the start fail, and another is tried.
    port=$((15000 + RANDOM % 15000))
    if start "$port"; then
        running=yes
        break
    fi
done
if [ -z "$running" ]; then
    echo 'PostgreSQL would not start. The end of its log:' >&2
    tail -n 20 "$home/log" >&2 || true
    exit 2
fi

sql() {
    "$bin/psql" --no-psqlrc --quiet --host=127.0.0.1 --port="$port" --username=catalog \
        --set=ON_ERROR_STOP=1 --dbname="$1" --command="$2"
}

sql postgres 'CREATE DATABASE cartridge_probe'
if ! trouble=$(sql cartridge_probe 'CREATE EXTENSION rdkit' 2>&1); then
    echo "CREATE EXTENSION rdkit fails: $trouble" >&2
    case $trouble in
        *'already the commutator'*)
            "$scripts/mend_rdkit_cartridge.sh" "$("$bin/pg_config" --sharedir)/extension/rdkit--4.2.0.sql" >&2
            sql cartridge_probe 'CREATE EXTENSION rdkit'
            ;;
        *)
            echo 'On Debian: apt-get install postgresql-15-rdkit' >&2
            exit 2
            ;;
    esac
fi
sql postgres 'DROP DATABASE cartridge_probe'

export CATALOG_TEST_POSTGRES="postgresql+psycopg://catalog@127.0.0.1:$port/postgres"

if [ "$#" -gt 0 ]; then
    "$@"
else
    echo "PostgreSQL with the RDKit cartridge runs until Ctrl-C. To test against it, in another terminal:"
    echo "    CATALOG_TEST_POSTGRES=$CATALOG_TEST_POSTGRES make test"
    # A sleep in the background lets the shell hear Ctrl-C at once.
    while true; do
        sleep 3600 &
        wait $!
    done
fi
