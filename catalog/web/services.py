"""What a request handler needs: the database and the worker pool. Made once by ``create_app``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from catalog.chemistry.names import NameReader
from catalog.chemistry.pool import WorkerPool
from catalog.intake.limits import ReadLimits
from catalog.store.browsing import CountsKeeper
from catalog.store.class_counting import ClassCounter
from catalog.store.database import Database
from catalog.store.last_uses import LastUses
from catalog.store.structures.index import StructureIndex
from catalog.store.vocabulary import Vocabulary
from catalog.web.computed import ComputedProperties
from catalog.web.drawings import Drawings
from catalog.web.limiter import Limiter
from catalog.web.site import Site
from catalog.web.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Services:
    """The things that live as long as the server.

    Attributes:
        database: where products are kept.
        pool: worker processes for structures from strangers.
        structures: searches the structures that are kept.
        import_pool: worker processes for whole segments of imports, which may take longer.
        names: reads systematic names where the operator wants it.
        upload_bytes: the largest file that an import over HTTP takes.
        drawings: drawings of structures.
        read_limits: what a file that is imported may cost.
        computed: properties of structures.
        uploads: files that wait to be committed.
        counts: how the products are spread, for browsing.
        class_counts: how many products each class of compounds has.
        vocabulary: the words of the catalog's names, for what is spelled wrongly.
        sheet_pool: worker processes that lay out specification sheets.
        document_bytes: the largest file that is kept for a product.
        site: how this site names itself to machines.
        limiter: what each client may spend.
        last_uses: when keys and sessions were last used.
    """

    database: Database
    pool: WorkerPool
    structures: StructureIndex
    import_pool: WorkerPool
    upload_bytes: int
    drawings: Drawings
    computed: ComputedProperties
    uploads: Uploads
    counts: CountsKeeper
    class_counts: ClassCounter
    read_limits: ReadLimits
    vocabulary: Vocabulary
    sheet_pool: WorkerPool
    site: Site
    document_bytes: int
    limiter: Limiter
    last_uses: LastUses
    names: NameReader | None = None


def services_of(request: Request) -> Services:
    """The services of the application that handles this request."""
    return cast("Services", request.app.state.services)


Provided = Annotated[Services, Depends(services_of)]
