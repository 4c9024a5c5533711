"""What a request handler needs: the database and the worker pool. Made once by ``create_app``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from catalog.chemistry.pool import WorkerPool
from catalog.store.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """The things that live as long as the server.

    Attributes:
        database: where products are kept.
        pool: worker processes for structures from strangers.
        upload_bytes: the largest file that an import over HTTP takes.
    """

    database: Database
    pool: WorkerPool
    upload_bytes: int


def services_of(request: Request) -> Services:
    """The services of the application that handles this request."""
    return cast("Services", request.app.state.services)


Provided = Annotated[Services, Depends(services_of)]
