"""What a request handler needs: the database and the worker pool. Made once by ``create_app``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, cast

from fastapi import Depends, Request

from catalog.chemistry.structure.systematic_names import NameReader
from catalog.chemistry.workers.pool import WorkerPool
from catalog.intake.limits import ReadLimits
from catalog.product.offer.currency_rates import CurrencyRates
from catalog.store.access.last_uses import LastUses
from catalog.store.database import Database
from catalog.store.reader import Reader
from catalog.store.reading.browsing import CountsKeeper
from catalog.store.structures.class_counting import ClassCounter
from catalog.store.words.vocabulary import Vocabulary
from catalog.web.http.limiter import Limiter, client_of
from catalog.web.http.site import Site
from catalog.web.services.chemistry import RequestChemistry
from catalog.web.services.computed_properties import ComputedProperties
from catalog.web.services.drawings import Drawings
from catalog.web.services.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Services:
    """The things that live as long as the server, and the chemistry of one request.

    Attributes:
        database: where products are kept.
        chemistry: computes what this request needs, in its turn.
        pool: worker processes that examine what editors send; strangers come to them in turn, by ``chemistry``.
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
        document_bytes: the largest file that is kept for a product.
        site: how this site names itself to machines.
        limiter: what each client may spend.
        last_uses: when keys and sessions were last used.
        rates: by which prices in several currencies are compared.
    """

    database: Database
    chemistry: RequestChemistry
    pool: WorkerPool
    import_pool: WorkerPool
    upload_bytes: int
    drawings: Drawings
    computed: ComputedProperties
    uploads: Uploads
    counts: CountsKeeper
    class_counts: ClassCounter
    read_limits: ReadLimits
    vocabulary: Vocabulary
    site: Site
    document_bytes: int
    limiter: Limiter
    last_uses: LastUses
    rates: CurrencyRates
    names: NameReader | None = None

    def reader(self) -> Reader:
        """What reads a stranger's text with, in turn with others."""
        return Reader(self.database, self.chemistry.read)


async def services_of(request: Request) -> Services:
    """The services of the application that handles this request, with the chemistry of this request."""
    services = cast("Services", request.app.state.services)
    return replace(services, chemistry=services.chemistry.service.for_client(client_of(request.scope)))


ProvidedServices = Annotated[Services, Depends(services_of)]
