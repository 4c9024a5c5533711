"""What machines read: sitemap, robots, security contact, feed, OpenSearch, metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from catalog.settings import Settings
from catalog.store.database import Database
from catalog.store.reading import sitemap
from catalog.store.reading.products import count_products
from catalog.store.reading.sitemap import sitemap_parts, sitemap_products
from catalog.store.writing.products import Author, keep_products
from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.store.entries_made import make_entry
from tests.web.conftest import every_product

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "a": "http://www.w3.org/2005/Atom"}
PUBLIC = "https://catalog.example.org"


@contextmanager
def served(url: str, **settings: str | bool) -> Iterator[TestClient]:
    app = create_app(unhurried(url, **settings))
    with TestClient(app, follow_redirects=False) as client:
        yield client


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314  # Our own answer.


class TestSitemap:
    def test_lists_every_product_once(self, client: TestClient) -> None:
        index = parsed(client.get("/sitemap.xml").text)
        parts = [place.text or "" for place in index.findall("s:sitemap/s:loc", NAMES)]
        assert parts == ["http://testserver/sitemap-1.xml", "http://testserver/sitemap-compounds-1.xml"]
        places = [place.text for place in parsed(client.get(parts[0]).text).findall("s:url/s:loc", NAMES)]
        numbers = [document["catalog_number"] for document in every_product(client)]
        assert sorted(places, key=str) == sorted(f"http://testserver/products/{number}" for number in numbers)

    def test_has_parts_that_hold_no_more_than_they_may(self, seeded_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sitemap, "PART", 100)
        database = Database(seeded_url)
        with database.read() as transaction:
            parts = sitemap_parts(transaction)
            listed = [[item.catalog_number for item in sitemap_products(transaction, part.number)] for part in parts]
            count = count_products(transaction)
            everything = [item.catalog_number for item in sitemap_products(transaction, 1)]
        database.close()
        assert [part.number for part in parts] == list(range(1, len(parts) + 1))
        assert len(parts) == 6
        assert all(0 < len(part) <= 100 for part in listed)
        assert len({number for part in listed for number in part}) == sum(map(len, listed)) == count
        assert listed[0] == everything

    def test_lists_every_compound_where_it_is_now(self, client: TestClient) -> None:
        places = parsed(client.get("/sitemap-compounds-1.xml").text).findall("s:url/s:loc", NAMES)
        paths = [(place.text or "").removeprefix("http://testserver") for place in places]
        assert len(paths) == len(set(paths))
        assert [path for path in paths if client.get(path).status_code != 200] == []
        documents = list(every_product(client))
        asked = [client.get(f"/compounds/{document['compound']['key']}") for document in documents[::20]]
        assert {answer.headers.get("location", answer.url.path) for answer in asked} <= set(paths)

    def test_of_key_less_products_alone_names_no_compounds(self, own_url: str, own_client: TestClient) -> None:
        database = Database(own_url)
        with database.write() as transaction:
            keep_products(transaction, [make_entry("A1", "Mixture")], Author("test"))
        database.close()
        assert "sitemap-1.xml" in own_client.get("/sitemap.xml").text
        assert "compounds" not in own_client.get("/sitemap.xml").text
        assert own_client.get("/sitemap-compounds-1.xml").status_code == 404

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/sitemap-compounds-999.xml", 404),
            ("/sitemap-compounds-x.xml", 422),
            ("/sitemap-999.xml", 404),
            ("/sitemap-0.xml", 422),
            ("/sitemap-x.xml", 422),
        ],
    )
    def test_has_no_parts_beyond(self, client: TestClient, path: str, status: int) -> None:
        assert client.get(path).status_code == status


class TestRobots:
    def test_are_sent_to_products_and_kept_from_endless_searches(self, client: TestClient) -> None:
        text = client.get("/robots.txt").text
        assert "Disallow: /search\n" in text
        assert "Disallow: /products" not in text
        assert text.endswith("Sitemap: http://testserver/sitemap.xml\n")


class TestAssistants:
    def test_are_told_the_calls_and_each_link_that_is_an_address_answers(self, client: TestClient) -> None:
        answer = client.get("/llms.txt")
        assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
        assert answer.text.startswith("# Catalog\n\n> ")
        links = re.findall(r"\]\(http://testserver(/[^)]+)\)", answer.text)
        assert len(links) == 7
        reads = [link.replace("NUMBER", "XD95283") for link in links if not link.endswith(("/lookup", "/check"))]
        assert [client.get(link).status_code for link in reads] == [200] * 5


class TestSecurityContact:
    def test_is_told_where_the_operator_named_one(self, seeded_url: str) -> None:
        with served(seeded_url, security_contact="mailto:security@example.org", base_url=PUBLIC) as client:
            answer = client.get("/.well-known/security.txt")
        fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
        expires = datetime.fromisoformat(fields["Expires"])
        assert fields["Contact"] == "mailto:security@example.org"
        assert fields["Canonical"] == f"{PUBLIC}/.well-known/security.txt"
        assert timedelta(0) < expires - datetime.now(UTC) < timedelta(days=365)

    def test_is_missing_where_not(self, client: TestClient) -> None:
        assert client.get("/.well-known/security.txt").status_code == 404

    @pytest.mark.parametrize("contact", ["security@example.org", "mailto:a b", "javascript:alert(1)", "https://a\nb"])
    def test_that_is_no_address_is_refused(self, contact: str) -> None:
        with pytest.raises(ValidationError):
            Settings(security_contact=contact)


class TestFeed:
    def test_tells_the_newest_changes(self, client: TestClient) -> None:
        answer = client.get("/feed.atom")
        feed = parsed(answer.text)
        entries = feed.findall("a:entry", NAMES)
        assert answer.headers["content-type"] == "application/atom+xml"
        assert len(entries) == 50
        assert len({entry.findtext("a:id", None, NAMES) for entry in entries}) == 50
        assert feed.findtext("a:updated", None, NAMES) == entries[0].findtext("a:updated", None, NAMES)
        links = [link.get("href", "") for entry in entries for link in entry.findall("a:link", NAMES)]
        assert all(client.get(link).status_code == 200 for link in links[:3])

    def test_of_an_empty_catalog_is_a_feed_too(self, own_client: TestClient) -> None:
        assert parsed(own_client.get("/feed.atom").text).findall("a:entry", NAMES) == []

    @pytest.mark.parametrize(
        ("query", "fewest"),
        [
            ("q=acid", 2),
            ("q=50-78-2", 1),
            ("q=c1ccccc1&kind=substructure", 2),
            ("element=Br", 1),
            ("q=nothing%20at%20all", 0),
        ],
    )
    def test_of_a_search_has_what_the_search_finds_newest_first(
        self, client: TestClient, query: str, fewest: int
    ) -> None:
        answer = client.get(f"/search.atom?{query}&cursor=ignored&sort=name")
        feed = parsed(answer.text)
        entries = feed.findall("a:entry", NAMES)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")
        listing = "search" if "q=" in query else "products"
        found = client.get(f"/api/v1/{listing}?{query}&limit=50&sort=-updated_at").json()["items"]
        titles = [f"{item['name']} ({item['catalog_number']})" for item in found]
        assert [entry.findtext("a:title", None, NAMES) for entry in entries] == titles
        assert len(entries) >= fewest
        assert client.get(answer.request.url, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304

    def test_of_a_search_that_cannot_be_read_says_why(self, client: TestClient) -> None:
        assert client.get("/search.atom?q=C1CC&kind=substructure").status_code == 422


def test_a_browser_learns_how_to_search(client: TestClient) -> None:
    assert 'href="/opensearch.xml"' in client.get("/products/XD95283").text
    description = parsed(client.get("/opensearch.xml").text)
    templates = [child.get("template") for child in description if child.tag.endswith("Url")]
    assert "http://testserver/search?q={searchTerms}" in templates


class TestBaseUrl:
    def test_is_in_every_absolute_address_whatever_the_host_says(self, seeded_url: str) -> None:
        with served(seeded_url, base_url=PUBLIC) as client:
            headers = {"Host": "evil.example"}
            texts = [
                client.get(path, headers=headers).text
                for path in ("/products/XD95283", "/sitemap.xml", "/sitemap-1.xml", "/robots.txt", "/feed.atom",
                             "/opensearch.xml", "/api/v1/products?limit=1")
            ]  # fmt: skip
        assert all(PUBLIC in text and "evil" not in text for text in texts)

    @pytest.mark.parametrize(
        "address", ["example.org", "https://a/b", "https://a/", "ftp://a", "https://u@a", "https://"]
    )
    def test_that_is_no_address_is_refused(self, address: str) -> None:
        with pytest.raises(ValidationError):
            Settings(base_url=address)


class TestMetrics:
    def test_count_requests_by_the_template_of_their_route(self, seeded_url: str) -> None:
        with served(seeded_url) as client:
            for path in ("/products/XD95283", "/products/CT00001", "/nothing/here", "/api/v1/products/XD95283"):
                client.get(path)
            for path in ("/api/v1/products/XD95283.csv", "/static/icon.svg", "/api/v1/openapi.json", "/healthz"):
                client.get(path)
            assert client.get("/api/v1/products?substructure=c1ccsc1").status_code == 200
            client.head("/products/XD95283")
            client.request("BREW", "/products/XD95283")
            text = client.get("/metrics").text
            count = len(list(every_product(client)))
        lines = text.splitlines()
        assert (
            'catalog_http_requests_total{method="GET",route="/products/{catalog_number:path}",status="200"} 3.0'
            in lines
        )
        assert 'catalog_http_requests_total{method="GET",route="(no such route)",status="404"} 1.0' in lines
        for template in ("/api/v1/products/{catalog_number:path}", "/static", "/api/v1/openapi.json", "/healthz"):
            assert f'catalog_http_requests_total{{method="GET",route="{template}",status="200"}} 1.0' in lines
        assert any('route="/api/v1/products (short path)"' in line and line.endswith(" 1.0") for line in lines)
        assert f"catalog_products {count}.0" in lines
        assert 'catalog_pool_workers{pool="structures",state="busy"} 0.0' in lines
        assert 'catalog_chemistry_waiting{queue="searches"} 0.0' in lines
        assert 'catalog_writes_refused{reason="read-only"} 0.0' in lines
        assert 'catalog_database_connections{server="primary"}' in text
        assert f"catalog_run_records {count}.0" in lines
        assert 'catalog_structure_search_seconds_count{kind="substructure"} 1.0' in lines
        assert "catalog_changes_total" in text
        assert "XD95283" not in text
        assert "BREW" not in text

    def test_are_for_whoever_has_the_token_where_one_is_set(self, seeded_url: str) -> None:
        with served(seeded_url, metrics_token="a long secret") as client:
            wrong = client.get("/metrics", headers={"Authorization": "Bearer another"})
            right = client.get("/metrics", headers={"Authorization": "Bearer a long secret"})
            assert (client.get("/metrics").status_code, wrong.status_code, right.status_code) == (401, 401, 200)

    def test_are_missing_where_the_operator_wants_none(self, seeded_url: str) -> None:
        with served(seeded_url, metrics=False) as client:
            assert client.get("/metrics").status_code == 404
