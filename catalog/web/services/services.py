"""The services of a request handler, such as the database and the workers. ``create_app`` makes them once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, cast

from fastapi import Depends, Request

from catalog.chemistry.names.systematic_names import NameReader
from catalog.chemistry.workers.pool import WorkerPool
from catalog.intake.limits import ReadLimits
from catalog.product.offer.currency_rates import CurrencyRates
from catalog.reference.reference import Reference
from catalog.store.access.last_uses import LastUses
from catalog.store.database import Database
from catalog.store.reader import Reader
from catalog.store.review.unanswered_searches import UnansweredSearches
from catalog.store.structures.class_counting import ClassCounter
from catalog.store.words.vocabulary import Vocabulary
from catalog.web.http.limiter import Limiter, client_of
from catalog.web.http.site import Site
from catalog.web.services.chemistry import RequestChemistry
from catalog.web.services.computed_properties import ComputedProperties
from catalog.web.services.drawings import Drawings
from catalog.web.services.finding_groups import FindingGroup
from catalog.web.services.jobs import Jobs
from catalog.web.services.kept_results import KeptResults
from catalog.web.services.uploads import Uploads

KEPT_RUNS = 32
"""How many runs' findings are kept."""


@dataclass(frozen=True, slots=True)
class Services:
    """The objects that live as long as the server, and the chemistry of one request.

    Attributes:
        database: the stored products.
        chemistry: computes what this request needs, in its turn.
        pool: worker processes that examine what editors send. Other clients use them in turn, through ``chemistry``.
        import_pool: worker processes for whole segments of imports, which may take longer.
        names: reads systematic names, if the operator wants it.
        run_findings: the findings of runs by kind. A run of 50,000 records takes half a second to read.
        upload_bytes: the largest file that an import over HTTP accepts.
        drawings: drawings of structures.
        read_limits: limits for reading an imported file.
        computed: computed properties of structures.
        described: what programs for PubChem ask of structures, by what is computed and by SMILES.
        uploads: files that wait to be committed.
        jobs: the work on imports in the background.
        counts: numbers of products by kind, for browsing.
        class_counts: the number of products in each class of compounds.
        vocabulary: the words of the catalog's names, to correct spelling.
        document_bytes: the largest document of a product.
        site: what this site tells machines about itself.
        limiter: limits for each client.
        last_uses: when keys and sessions were last used.
        unanswered: counts searches that found nothing.
        rates: by which prices in several currencies are compared.
        reference: what is known of CAS RNs and names, to compare records with.
    """

    database: Database
    chemistry: RequestChemistry
    pool: WorkerPool
    import_pool: WorkerPool
    upload_bytes: int
    drawings: Drawings
    computed: ComputedProperties
    described: KeptResults[object]
    uploads: Uploads
    jobs: Jobs
    class_counts: ClassCounter
    read_limits: ReadLimits
    vocabulary: Vocabulary
    site: Site
    document_bytes: int
    limiter: Limiter
    last_uses: LastUses
    unanswered: UnansweredSearches
    rates: CurrencyRates
    reference: Reference
    names: NameReader | None = None
    run_findings: KeptResults[dict[str, list[FindingGroup]]] = field(default_factory=lambda: KeptResults(KEPT_RUNS))

    def reader(self) -> Reader:
        """Return a reader of clients' texts, which takes turns with others."""
        return Reader(self.database, self.chemistry.read)


async def services_of(request: Request) -> Services:
    """Return the services of the application that handles this request, with the chemistry of this request."""
    services = cast("Services", request.app.state.services)
    return replace(services, chemistry=services.chemistry.service.for_client(client_of(request.scope)))


ProvidedServices = Annotated[Services, Depends(services_of)]
