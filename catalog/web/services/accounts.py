"""What admins must not do to themselves: whoever administers people stays able to."""

from __future__ import annotations

from catalog.errors import Conflict
from catalog.store.access.keys import KeyHolder


def require_another(admin: KeyHolder, number: int, what: str) -> None:
    """Check that an admin changes somebody else.

    Raises:
        Conflict: it is the admin's own account.
    """
    if admin.person == number:
        raise Conflict(f"You cannot change {what}. Another admin can, or `catalog users` on the server.")
