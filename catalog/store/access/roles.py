"""The roles, and the one table of what each may do. ``docs/operating.md`` and the page of people show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["reader", "editor", "approver", "admin"]

ROLES: tuple[Role, ...] = ("reader", "editor", "approver", "admin")
"""The roles in the order of their rights. Each has the rights of those before it."""


@dataclass(frozen=True, slots=True)
class Right:
    """Something that not everybody may do.

    Attributes:
        words: what it is.
        role: the first role that may do it.
    """

    words: str
    role: Role

    def belongs_to(self, role: Role) -> bool:
        """Tell whether a role has this right."""
        return ROLES.index(role) >= ROLES.index(self.role)


RIGHTS: tuple[Right, ...] = (
    Right("Sign in; have a password, sessions and API keys of their own", "reader"),
    Right("Mend held drafts", "editor"),
    Right("See held drafts, import runs and the text of earlier revisions", "editor"),
    Right("Import, edit, remove and restore products; merge and split compounds; change suppliers", "editor"),
    Right("Undo and redo their own import runs", "editor"),
    Right("Undo and redo import runs that others began", "approver"),
    Right("Publish held drafts against their findings, and ignore errors of a product, with a reason", "approver"),
    Right("Invite people, change roles, make reset links, end sessions, disable people", "admin"),
    Right("List, make and revoke everybody's API keys", "admin"),
)


def lesser(first: Role, second: Role) -> Role:
    """Return the role with fewer rights.

    >>> lesser("admin", "editor"), lesser("reader", "editor")
    ('editor', 'reader')
    """
    return min(first, second, key=ROLES.index)
