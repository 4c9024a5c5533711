"""Signing in by password, with limits on guesses: for each address, and for each account from all addresses."""

from __future__ import annotations

import logging

from fastapi import Request

from catalog.errors import KeyRefused
from catalog.store.access.keys import digest_of
from catalog.store.access.passwords import hash_password, is_outdated, is_password
from catalog.store.access.people import Person, email_key, find_person, keep_password, stored_password
from catalog.web.http.limiter import WRONG_KEYS, WRONG_PASSWORDS, client_of
from catalog.web.services.auth import require_few_guesses
from catalog.web.services.services import Services

logger = logging.getLogger("catalog.web")


def person_of_password(request: Request, services: Services, email: str, password: str) -> Person:
    """Return the person who knows the password of an account.

    An unknown address takes as long as a wrong password, is told the same, and has the same limits.

    Raises:
        TooManyRequests: too many wrong passwords came from this client, or for this account. This one is not looked at.
        KeyRefused: there is no such account, the password is another, or the account is disabled.
    """
    require_few_guesses(request, services)
    account = _account(email)
    services.limiter.take(WRONG_PASSWORDS, account)
    with services.database.read() as transaction:
        person = find_person(transaction, email)
        stored = None if person is None else stored_password(transaction, person.number)
    if not is_password(stored, password) or person is None or stored is None or person.disabled_at is not None:
        _count_wrong(request, services, account, person)
        raise KeyRefused("The e-mail address or the password is wrong.")
    forget_wrong_passwords(services, email)
    if is_outdated(stored):
        hashed = hash_password(password)
        with services.database.write() as transaction:
            keep_password(transaction, person.number, hashed)
    return person


def forget_wrong_passwords(services: Services, email: str) -> None:
    """Let an account try again: somebody has proved to be its person, or an admin made a link for it."""
    services.limiter.forget(WRONG_PASSWORDS, _account(email))


def _account(email: str) -> str:
    """Return the key under which attempts at an account are counted. It has one length, however long the text is."""
    return digest_of(email_key(email))


def _count_wrong(request: Request, services: Services, account: str, person: Person | None) -> None:
    """Count and log a wrong password, but never the address as typed: it may be a password in the wrong field."""
    client = client_of(request.scope)
    services.limiter.spend(WRONG_KEYS, client)
    whose = "an unknown account" if person is None else f"person {person.number}"
    used = services.limiter.used(WRONG_PASSWORDS, account)
    logger.warning("A wrong password for %s came from %s, number %d within 15 minutes", whose, client, used)
