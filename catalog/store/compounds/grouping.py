"""The compound of each product as lists by compound use it: resolved by the joiner, and kept in ``group_key``."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, bindparam, insert, select, update

from catalog.store.compounds.joining import CompoundJoiner, CompoundMember, member_query
from catalog.store.list_rows import is_among
from catalog.store.log_tables import catalog_comparison
from catalog.store.tables import products


def keep_groups(connection: Connection, members: Sequence[CompoundMember]) -> None:
    """Keep the compound of each product, in a writing transaction. A product without one has its own key."""
    if not members:
        return
    compounds = CompoundJoiner(connection).compounds_of(members)
    wanted = {member.product_key: key or member.product_key for member, key in zip(members, compounds, strict=True)}
    column = products.c
    query = select(column.product_key, column.group_key).where(is_among(connection, column.product_key, wanted))
    stored = connection.execute(query).all()
    changes = [{"known": key, "new": wanted[key]} for key, group in stored if group != wanted[key]]
    if changes:
        statement = update(products).where(column.product_key == bindparam("known"))
        connection.execute(statement.values(group_key=bindparam("new")), changes)
        note_change(connection)


def regroup(connection: Connection, keys: Collection[str]) -> None:
    """Keep the compounds of all products of some compounds, after an editor has changed these compounds."""
    joining = CompoundJoiner(connection)
    now = {*keys, *joining.canonical(keys).values()}
    before = connection.execute(member_query().where(products.c.group_key.in_(now)))
    members = [CompoundMember._make(row) for row in before]
    members += [member for key in sorted(now) for member in joining.members_of(key)]
    keep_groups(connection, list({member.product_key: member for member in members}.values()))


def note_change(connection: Connection) -> None:
    """Note that the result of comparing products has changed, so that counts are made again."""
    version = catalog_comparison.c.version
    if connection.execute(update(catalog_comparison).values(version=version + 1)).rowcount == 0:
        connection.execute(insert(catalog_comparison).values(seq=0, version=1))
