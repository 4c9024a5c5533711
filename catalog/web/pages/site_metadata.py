"""For machines: sitemap, robots.txt, llms.txt, security.txt, the feed of new and changed products, OpenSearch."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from catalog.errors import NotFound
from catalog.store.reading.sitemap import FeedChange, latest_changes, sitemap_compounds, sitemap_parts, sitemap_products
from catalog.web.http.responses import conditional_response, site_address
from catalog.web.services.services import ProvidedServices
from catalog.web.views.addresses import product_path
from catalog.web.views.api_examples import API
from catalog.web.views.atom import ENTRIES, MEDIA_TYPE, AtomEntry, product_title, write_feed
from catalog.web.views.product import CHANGE_WORDS

router = APIRouter(include_in_schema=False, default_response_class=Response)

Part = Annotated[int, Path(ge=1, le=10**9)]

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SECURITY_DAYS = 180
"""How long a security.txt is valid. RFC 9116, 2.5.5 recommends less than a year."""

NOT_FOR_ROBOTS = ("/search", "/compare", "/lookup", "/quote", "/editor", "/api/", "/metrics")
"""Addresses that crawlers should not read: endless, or without content of their own."""


@router.get("/sitemap.xml")
def get_sitemap_index(request: Request, services: ProvidedServices) -> Response:
    """Return the index of the sitemaps."""
    site = site_address(request)
    with services.database.read() as transaction:
        parts = sitemap_parts(transaction)
    named = [(part, f"sitemap-{part.number}") for part in parts]
    named += [(part, f"sitemap-compounds-{part.number}") for part in parts if part.has_compounds]
    entries = [_place("sitemap", f"{site}/{name}.xml", part.changed_at) for part, name in named]
    body = f'{XML}<sitemapindex xmlns="{SITEMAP}">\n' + "\n".join(entries) + "\n</sitemapindex>\n"
    return conditional_response(request, body, "application/xml")


@router.get("/sitemap-compounds-{number}.xml")
def get_compound_sitemap(request: Request, services: ProvidedServices, number: Part) -> Response:
    """Return the compounds of at most 2,000 products, each with the last change of its products."""
    site = site_address(request)
    with services.database.read() as transaction:
        found = sitemap_compounds(transaction, number)
    entries = [_place("url", f"{site}/compounds/{quote(key, safe='')}", at) for key, at in found.items()]
    return _sitemap(request, entries)


@router.get("/sitemap-{number}.xml")
def get_sitemap(request: Request, services: ProvidedServices, number: Part) -> Response:
    """Return one sitemap of at most 2,000 products, each with its last change."""
    site = site_address(request)
    with services.database.read() as transaction:
        entries = [
            _place("url", site + product_path(item.catalog_number, item.slug), item.updated_at)
            for item in sitemap_products(transaction, number)
        ]
    return _sitemap(request, entries)


def _sitemap(request: Request, entries: list[str]) -> Response:
    if not entries:
        raise NotFound("There is no such sitemap. /sitemap.xml lists the sitemaps.")
    body = f'{XML}<urlset xmlns="{SITEMAP}">\n' + "\n".join(entries) + "\n</urlset>\n"
    return conditional_response(request, body, "application/xml")


def _place(element: str, address: str, changed_at: str) -> str:
    return f"<{element}><loc>{escape(address)}</loc><lastmod>{changed_at}</lastmod></{element}>"


@router.get("/robots.txt")
def get_robots(request: Request) -> Response:
    """Return robots.txt: crawlers may read the products, but not endless searches."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), "Allow: /"]
    body = "\n".join([*lines, "", f"Sitemap: {site_address(request)}/sitemap.xml", ""])
    return conditional_response(request, body, "text/plain; charset=utf-8")


@router.get("/llms.txt")
def get_words_for_assistants(request: Request, services: ProvidedServices) -> Response:
    """Return what an assistant needs to know of the site, in a page of Markdown (llmstxt.org)."""
    site = site_address(request)
    links = [
        ("Search", f"{site}{API}/search?q=aspirin&view=summary", "a line for each product; `q` is any name or number"),
        ("One product", f"{site}{API}/products/NUMBER", "all facts, prices, and what the checks say"),
        ("Look up many", f"{site}{API}/lookup", "POST up to 1,000 identifiers as JSON"),
        ("Check a record", f"{site}{API}/check", "POST a record: which of its facts contradict each other"),
        ("Prices", f"{site}{API}/products?cas=50-78-2&sort=price_per_gram&fields=name,packs", "the cheapest first"),
        ("All calls", f"{site}{API}/openapi.json", "OpenAPI 3.1"),
        ("For people", f"{site}/docs", "the same with examples"),
    ]
    lines = [
        f"# {services.site.brand.name}",
        "",
        "> A chemical catalog whose facts are held against each other. `findings` of a product say what contradicts.",
        "",
        "## API, without a key",
        "",
        *(f"- [{name}]({address}): {says}" for name, address, says in links),
        "",
    ]
    return conditional_response(request, "\n".join(lines), "text/markdown; charset=utf-8")


@router.get("/.well-known/security.txt")
def get_security_contact(request: Request, services: ProvidedServices) -> Response:
    """Return security.txt: the contact for reporting a vulnerability (RFC 9116)."""
    contact = services.site.security_contact
    if contact is None:
        raise NotFound("The operator has not set a security contact (CATALOG_SECURITY_CONTACT).")
    # The date changes once a day, so that caches and entity tags are useful.
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    expires = (today + timedelta(days=SECURITY_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    canonical = f"{site_address(request)}/.well-known/security.txt"
    body = f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\nCanonical: {canonical}\n"
    return conditional_response(request, body, "text/plain; charset=utf-8")


@router.get("/feed.atom")
def get_feed(request: Request, services: ProvidedServices) -> Response:
    """Return the new and changed products, newest first (RFC 4287)."""
    with services.database.read() as transaction:
        changes = latest_changes(transaction, ENTRIES)
    entries = (_entry(change) for change in changes)
    house = services.site.brand.name
    feed = write_feed(site_address(request), "/feed.atom", "/new", f"{house}: new and changed products", entries, house)
    return conditional_response(request, feed, MEDIA_TYPE)


def _entry(change: FeedChange) -> AtomEntry:
    document = json.loads(change.body)
    title = f"{product_title(document)}: {CHANGE_WORDS[change.change].lower()}"
    return AtomEntry(f"change:{change.seq}", title, change.at, document)


@router.get("/opensearch.xml")
def get_opensearch(request: Request, services: ProvidedServices) -> Response:
    """Return the description that lets a browser search this catalog from its address bar (OpenSearch 1.1)."""
    site = escape(site_address(request))
    body = "\n".join(
        [
            f'{XML}<OpenSearchDescription xmlns="{OPENSEARCH}">',
            f"<ShortName>{escape(services.site.brand.name)}</ShortName>",
            "<Description>CAS RN, catalog number, name, formula, SMILES or InChIKey</Description>",
            "<InputEncoding>UTF-8</InputEncoding>",
            f'<Image height="16" width="16" type="image/svg+xml">{site}/static/icon.svg</Image>',
            f'<Url type="text/html" template="{site}/search?q={{searchTerms}}"/>',
            f'<Url type="application/json" rel="results" template="{site}/api/v1/search?q={{searchTerms}}"/>',
            f'<Url type="application/opensearchdescription+xml" rel="self" template="{site}/opensearch.xml"/>',
            "</OpenSearchDescription>",
            "",
        ]
    )
    return conditional_response(request, body, "application/opensearchdescription+xml")
