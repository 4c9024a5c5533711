"""The pages that find, compare, look up and list, without a browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient

from catalog.chemistry.substructures.compound_classes import compound_classes
from catalog.store.database import Database
from catalog.web.pages.finding.search_address import SearchAddress
from catalog.web.pages.pasted_identifiers import MOST, read_pasted
from tests.feeds.conftest import keep_drafts

OWN = {"Sec-Fetch-Site": "same-origin"}


def links(page: str, beginning: str) -> list[str]:
    return [a for a in map(unescape, re.findall(r'href="([^"]+)"', page)) if a.startswith(beginning)]


def listed(page: str) -> list[str]:
    return re.findall(r'<input type="checkbox" name="n" value="([^"]+)"', page)


STATED = [
    {"spec:Water": "≤ 1000 ppm", "property:Melting point": "120-122 °C", "property:Density": "1.2 g/mL"},
    {"spec:Water": "0.5 % max", "property:Melting point": "395 K", "attribute:Target": "EGFR; HER2"},
    {"property:Melting point": "20 °C", "attribute:Target": "<b>EGFR</b>"},
]
CONDITIONS = [
    ([("spec", "Water<=0.1")], ["V0"]),
    ([("spec", "Water<=0.5"), ("property", "melting_point>121")], ["V1"]),
    ([("property", "melting_point:120..130")], ["V0", "V1"]),
    ([("property", "melting_point:100.."), ("property", "density=1.2")], ["V0"]),
    ([("attribute", "Target:EGFR")], ["V1", "V2"]),
    ([("range_melting_point", ""), ("range_melting_point", "100"), ("range_water", ""), ("range_water", "")], ["V2"]),
    ([("range_water", ""), ("range_water", "0.1")], ["V0"]),
    ([("property", "mp:0..50"), ("range_melting_point", "120"), ("range_melting_point", "")], ["V0", "V1"]),
]
"""What an address asks, and which of these products it finds."""


def state_values(url: str) -> None:
    """Put these products into a catalog."""
    database = Database(url)
    keep_drafts(database, [{"catalog_number": f"V{n}", "name": "Thing", **stated} for n, stated in enumerate(STATED)])
    database.close()


class TestSearchAddress:
    @pytest.mark.parametrize(
        "query",
        [
            "q=acid",
            "q=acid&storage=ambient&storage=frozen&assay_min=98",
            "q=CCO&kind=smiles&ignore=stereo&ignore=salt",
            "q=acid&mw_max=200&sort=-name&view=table&limit=10",
            "q=acid&assay_min=99.9995&mw_min=180.06338&mw_max=1234567.5",
            "q=acid&spec=Water%3C%3D0.1&spec=Assay%3E98&property=density%3A1..&attribute=Target%3AEGFR",
            "q=c1ccccc1&kind=similar&threshold=0.5",
            "q=acid&availability=in-stock&grade=absolute&pictogram=GHS02&hazard=H225&element=C&element=O&no_element=Cl",
            "q=acid&price_per_gram_min=1&price_per_mole_max=9.5&currency=EUR&sort=-price_per_mole",
        ],
    )
    def test_holds_the_whole_search(self, query: str) -> None:
        pairs = parse_qsl(query)
        read = {name: [v for n, v in pairs if n == name] for name, _ in pairs}
        many = {name for name, field in SearchAddress.model_fields.items() if isinstance(field.default, tuple)}
        stated = {name: tuple(values) if name in many else values[0] for name, values in read.items()}
        assert SearchAddress.model_validate(stated).link() == "/search?" + query

    def test_names_what_was_asked_in_one_order(self, client: TestClient) -> None:
        page = client.get("/search?view=table&mw_max=300&sort=name&q=acid").text
        assert "/search?q=acid&mw_max=300&sort=name" in links(page, "/search")

    @pytest.mark.parametrize(
        ("name", "stated", "shown"),
        [
            ("mw_min", "180.06338", 'name="mw_min" min="0" step="any" inputmode="decimal" value="180.06338"'),
            ("mw_max", "1234567", 'name="mw_max" min="0" step="any" inputmode="decimal" value="1234567"'),
            ("assay_min", "0.0000123456789", 'name="assay_min" value="1.23456789e-05" checked'),
            ("mw_min", "180.06338", "≥ 180.06338"),
        ],
    )
    def test_shows_a_number_as_precisely_as_it_filters(
        self, client: TestClient, name: str, stated: str, shown: str
    ) -> None:
        assert shown in client.get("/search", params={name: stated}).text

    def test_of_a_form_with_empty_fields_is_read(self, client: TestClient) -> None:
        page = client.get("/search?q=acid&kind=&assay_min=&no_element=&mw_min=&mw_max=&sort=")
        assert (page.status_code, len(listed(page.text))) == (200, 24)

    @pytest.mark.parametrize("query", ["q=acid&limit=1000", "q=acid&mw_min=nan"])
    def test_of_something_else_is_refused(self, client: TestClient, query: str) -> None:
        assert client.get(f"/search?{query}").status_code == 422


class TestResults:
    def test_go_on_and_back(self, client: TestClient) -> None:
        pages = [client.get("/search?q=acid&limit=10").text]
        while following := re.search(r'rel="next" href="([^"]+)"', pages[-1]):
            pages.append(client.get(unescape(following[1])).text)
        numbers = [number for page in pages for number in listed(page)]
        assert len(numbers) == len(set(numbers)) > 30
        for later, earlier in zip(pages[:0:-1], pages[-2::-1], strict=True):
            preceding = re.search(r'rel="prev" href="([^"]+)"', later)
            assert preceding is not None
            assert listed(client.get(unescape(preceding[1])).text) == listed(earlier)
        assert 'rel="prev"' not in pages[0]

    @pytest.mark.parametrize(
        ("query", "first"),
        [
            ("q=89604-92-2", "XD95283"),
            ("q=C9H8O4", "CT00001"),
            ("q=CC(%3DO)Oc1ccccc1C(%3DO)O", "CT00001"),
            ("q=BSYNRYMUTXBXSQ-UHFFFAOYSA-N", "CT00001"),
            ("q=CC(%3DO)Oc1ccccc1C(%3DO)O&kind=similar&threshold=0.9", "CT00001"),
            ("storage=ambient", "XD95283"),
        ],
    )
    def test_of_each_kind_are_listed(self, client: TestClient, query: str, first: str) -> None:
        assert listed(client.get(f"/search?{query}").text)[0] == first

    def test_show_the_same_as_cards_and_as_a_table(self, client: TestClient) -> None:
        cards, table = (listed(client.get(f"/search?q=acid&view={view}").text) for view in ("cards", "table"))
        assert cards == table

    def test_mark_the_words_that_were_searched_for(self, client: TestClient) -> None:
        assert "Boric <mark>acid</mark>" in client.get("/search?q=acid").text

    def test_can_be_read_as_something_else(self, client: TestClient) -> None:
        others = links(client.get("/search?q=CCO").text, "/search?q=CCO&kind=")
        assert {dict(parse_qsl(urlsplit(link).query))["kind"] for link in others} >= {
            "formula",
            "substructure",
            "words",
        }

    def test_are_narrowed_by_weight_and_say_so(self, client: TestClient) -> None:
        page = client.get("/search?q=acid&mw_min=100&mw_max=110").text
        assert "weight ≥ 100" in page
        assert "/search?q=acid&mw_max=110" in links(page, "/search")
        assert 0 < len(listed(page)) < 10

    def test_are_narrowed_by_what_an_offer_says_and_by_elements(self, client: TestClient) -> None:
        page = client.get("/search?availability=in-stock&pictogram=GHS02&element=O&no_element=Cl, N").text
        assert listed(page) == ["CTD-1001", "CTD-1002"]
        for words in ("In stock", "Flame", "contains O", "without Cl, N", "H225 Flammable liquids", "For analysis"):
            assert words in page
        assert 'name="pictogram" value="GHS02" checked' in page

    def test_are_narrowed_by_what_products_state(self, own_client: TestClient, own_url: str) -> None:
        state_values(own_url)
        for asked, numbers in CONDITIONS:
            page = own_client.get("/search?" + urlencode([*asked, ("view", "table")])).text
            assert sorted(listed(page)) == numbers, asked
        page = unescape(own_client.get("/search?" + urlencode({"attribute": "Target:<b>EGFR</b>"})).text)
        assert "Target: <b>EGFR</b>" in page
        refused = own_client.get("/search?spec=Water<=dry")
        assert refused.status_code == 422
        assert "After &lt;= write one" in refused.text

    def test_show_in_inputs_what_narrows_them(self, own_client: TestClient, own_url: str) -> None:
        state_values(own_url)
        asked = [
            ("range_melting_point", "100"),
            ("range_melting_point", "130"),
            ("property", "density>1"),
            ("spec", ""),
        ]
        page = own_client.get("/search?" + urlencode(asked)).text
        inputs = re.findall(r'name="((?:range_mel|prop|spec|attr)[a-z_]*)"[^>]*?value="([^"]*)"', page)
        assert [(name, unescape(value)) for name, value in inputs] == [
            ("spec", ""), ("property", "density>1"), ("property", ""), ("attribute", ""),
            ("range_melting_point", "100"), ("range_melting_point", "130"),
        ]  # fmt: skip
        without = [parse_qsl(urlsplit(link).query) for link in links(page, "/search?") if "density" in link]
        assert [("property", "density>1")] in without
        assert [("property", "density>1"), ("property", "melting_point:100..130")] in without

    def test_offer_no_element_that_all_of_them_contain(self, client: TestClient) -> None:
        page = client.get("/search?q=chloride&kind=words&element=Cl").text
        assert 'name="element" value="Cl" checked' in page
        assert 'name="element" value="C"' in page
        assert 'name="element"' not in client.get("/search?q=BPTA").text

    def test_by_what_is_no_element_say_so_on_the_page(self, client: TestClient) -> None:
        page = client.get("/search?q=acid&no_element=chlorine")
        assert (page.status_code, "&#39;chlorine&#39; is not an element symbol" in page.text) == (422, True)

    def test_that_there_are_none_of_say_what_else_to_do(self, client: TestClient) -> None:
        page = client.get("/search?q=50-78-20&mw_min=5000").text
        assert "No products found" in page
        assert "Search without the filters" in page

    def test_suggest_the_number_that_was_meant(self, client: TestClient) -> None:
        assert "/search?q=50-78-2" in links(client.get("/search?q=50-78-3").text, "/search")

    def test_name_other_forms_of_what_is_not_here(self, client: TestClient) -> None:
        for text in ("metformin hydrobromide", "CN(C)C(=N)NC(=N)N.Br"):
            page = client.get("/search", params={"q": text}).text
            assert '<a href="/products/CT00014">Metformin hydrochloride</a>' in page
            assert "CT00014: hydrochloride" in page

    def test_of_a_word_that_is_spelled_wrongly_say_what_was_taken_instead(self, client: TestClient) -> None:
        page = client.get("/search?q=caffiene").text
        assert "Showing “caffeine”" in page
        assert "<mark>Caffeine</mark>" in page

    def test_of_the_same_compound_may_differ_in_what_is_ignored(self, client: TestClient) -> None:
        address = "/search?q=C%5BC@@H%5D(N)C(%3DO)O&kind=smiles"
        exact, loose = (listed(client.get(address + more).text) for more in ("", "&ignore=stereo"))
        assert set(exact) < set(loose)
        assert client.get(address + "&ignore=colour").status_code == 422

    @pytest.mark.parametrize("query", ["q=acid", "q=a", "mw_max=200", "q=ethanol"])
    def test_number_as_many_as_each_facet_says(self, client: TestClient, query: str) -> None:
        page = client.get(f"/search?{query}").text
        choice = r'name="(\w+)" value="([^"]*)">\s*<span>.*?</span>\s*<span class="tally"><span.*?</span>([\d,]+)<'
        choices = re.findall(choice, page)
        assert choices
        for name, value, count in choices:
            narrowed = client.get("/search", params={**dict(parse_qsl(query)), name: unescape(value)}).text
            assert re.findall(r'class="count">([\d,]+) product', narrowed) == [count], (name, value)

    def test_of_a_refused_structure_give_the_reason(self, client: TestClient) -> None:
        answer = client.get("/search", params={"q": "CC.CC", "kind": "substructure"})
        assert (answer.status_code, "one component" in answer.text) == (422, True)


class TestDownloads:
    @pytest.mark.parametrize("suffix", ["csv", "sdf", "xlsx"])
    def test_hold_what_is_listed(self, client: TestClient, suffix: str) -> None:
        answer = client.get(f"/search.{suffix}?q=acid&sort=-molecular_weight")
        assert (answer.status_code, answer.headers["x-complete"]) == (200, "true")
        assert f'filename="search.{suffix}"' in answer.headers["content-disposition"]
        assert len(answer.content) > 5_000

    def test_keep_the_order_of_the_page(self, client: TestClient) -> None:
        rows = client.get("/search.csv?q=acid&sort=-molecular_weight").text.splitlines()[1:]
        assert [row.partition(",")[0] for row in rows[:24]] == listed(
            client.get("/search?q=acid&sort=-molecular_weight").text
        )

    def test_of_a_search_for_a_structure_hold_its_hits(self, client: TestClient) -> None:
        rows = client.get("/search.csv", params={"q": "c1ccncc1", "kind": "substructure"}).text.splitlines()
        assert len(rows) > 5

    def test_of_another_format_are_not_there(self, client: TestClient) -> None:
        assert client.get("/search.exe?q=acid").status_code == 422


class TestComparison:
    def test_sets_facts_side_by_side_and_names_differences(self, client: TestClient) -> None:
        page = client.get("/compare?n=CT00001&n=xd95283&n=CT00001").text
        assert page.count('<th scope="col">') == 3
        assert "≠ differs" in page
        assert "C<sub>9</sub>H<sub>8</sub>O<sub>4</sub>" in page

    def test_can_leave_out_what_is_alike(self, client: TestClient) -> None:
        every, only = (client.get(f"/compare?n=CT00001&n=CT00002{more}").text for more in ("", "&only=differences"))
        assert "Weight verdict" in every
        assert "Weight verdict" not in only

    def test_of_more_than_six_shows_six_and_says_so(self, client: TestClient) -> None:
        page = client.get("/compare?" + "&".join(f"n=CT0000{k}" for k in range(1, 9))).text
        assert page.count('<th scope="col">') == 7
        assert "first 6 of 8" in page

    @pytest.mark.parametrize(
        ("query", "says"), [("", "Select two to six"), ("n=NOPE", "NOPE"), ("n=CT00001", "second")]
    )
    def test_of_too_few_helps(self, client: TestClient, query: str, says: str) -> None:
        assert says in client.get(f"/compare?{query}").text


class TestLookup:
    def post(self, client: TestClient, text: str, path: str = "/lookup") -> str:
        answer = client.post(path, data={"text": text}, headers=OWN)
        assert answer.status_code == 200
        return answer.text

    def test_answers_each_in_order(self, client: TestClient) -> None:
        page = self.post(client, "50-78-2\nnonesuch\n50-78-3\nBPTA")
        assert re.findall(r"[✓≈–] (found|near miss|not found)</span>", page) == [
            "found",
            "not found",
            "near miss",
            "found",
        ]

    def test_says_what_near_misses_are(self, client: TestClient) -> None:
        page = self.post(client, "D-Lysine")
        assert "1 near miss" in page
        assert "CT00345: L form" in page
        assert "Perhaps" not in page

    def test_answers_as_csv_that_runs_nothing(self, client: TestClient) -> None:
        rows = self.post(client, "=nonesuch\n50-78-2", "/lookup.csv").splitlines()
        assert rows[1].startswith("'=nonesuch,")
        assert rows[2].startswith("50-78-2,cas_rn,50-78-2,CT00001,Aspirin,50-78-2,C9H8O4,180.159,")

    def test_takes_a_file(self, client: TestClient, tmp_path: Path) -> None:
        table = tmp_path / "wanted.csv"
        table.write_text("Pos;CAS No.\n1;50-78-2\n2;58-08-2\n")
        with table.open("rb") as stream:
            page = client.post("/lookup", files={"file": ("wanted.csv", stream)}, headers=OWN).text
        assert "2 of 2 found" in page
        assert "<code>CAS No.</code>" in page

    @pytest.mark.parametrize(
        ("text", "says"),
        [("", "Nothing to look up"), ("1\n" * (MOST + 1), "1,000"), ("a\x00b", "control characters")],
    )
    def test_refuses_with_the_reason(self, client: TestClient, text: str, says: str) -> None:
        answer = client.post("/lookup", data={"text": text}, headers=OWN)
        assert (answer.status_code, says in answer.text) == (422, True)

    def test_is_taken_from_its_own_page_only(self, client: TestClient) -> None:
        answer = client.post("/lookup", data={"text": "50-78-2"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403

    @pytest.mark.parametrize(
        ("text", "identifiers"),
        [
            ("50-78-2\r\n  58-08-2\n\n", ["50-78-2", "58-08-2"]),
            ("N,N-dimethylformamide\n2,2'-bipyridine", ["N,N-dimethylformamide", "2,2'-bipyridine"]),
            ("name\tcas_rn\nWater\t7732-18-5", ["7732-18-5"]),
            ("CAS\n7732-18-5", ["7732-18-5"]),
            ("cas", ["cas"]),
            ("Name;MDL No.;Qty\nAcetone;MFCD00008765;2\nWater;MFCD00011332;1", ["MFCD00008765", "MFCD00011332"]),
            ("EC number,CAS\n200-662-2,67-64-1", ["67-64-1"]),
        ],
    )
    def test_reads_lists_and_tables(self, text: str, identifiers: Sequence[str]) -> None:
        assert read_pasted(text).identifiers == identifiers


class TestQuote:
    def test_lists_what_was_chosen(self, client: TestClient) -> None:
        page = client.get("/quote?n=CT00001&pack=&quantity=3&n=xd95283&pack=&quantity=junk").text
        assert "3 × pack to be agreed" in page
        assert "1 × pack to be agreed" in page
        assert page.count("data-line=") == 2

    def test_is_mailed_as_text(self, client: TestClient) -> None:
        (mail,) = links(client.get("/quote?n=CT00001").text, "mailto:")
        assert "CT00001%20%20Aspirin%2C%20CAS%20RN%2050-78-2" in mail

    def test_is_taken_along_as_csv(self, client: TestClient) -> None:
        rows = client.get("/quote.csv?n=CT00001&pack=&quantity=2").text.splitlines()
        assert rows[1] == "CT00001,Aspirin,50-78-2,,2,,,,"

    @pytest.mark.parametrize("stated", ["10000", "0", "-1", "2.5", "1e3", "abc", "²", "1 2"])
    def test_says_that_a_quantity_was_not_taken(self, client: TestClient, stated: str) -> None:
        query = {"n": "CT00001", "pack": "", "quantity": stated}
        page, table = client.get("/quote", params=query), client.get("/quote.csv", params=query)
        assert "Write a whole number from 1 to 9,999" in page.text
        assert "1 × pack to be agreed" in page.text
        assert (table.status_code, table.json()["errors"][0]["field"]) == (422, "quantity")

    @pytest.mark.parametrize(("stated", "count"), [("", "1"), (" 9999 ", "9999"), ("007", "7")])
    def test_takes_quantities(self, client: TestClient, stated: str, count: str) -> None:
        query = {"n": "CT00001", "pack": "", "quantity": stated}
        assert client.get("/quote.csv", params=query).text.splitlines()[1].split(",")[4] == count
        assert "notice" not in client.get("/quote", params=query).text

    @pytest.mark.parametrize("path", ["/quote", "/compare"])
    def test_says_how_many_there_may_be(self, client: TestClient, path: str) -> None:
        answer = client.get(path, params={"n": ["CT00001"] * 300})
        assert (answer.status_code, answer.json()["detail"]) == (422, "n: There are 300; the limit is 100.")

    def test_says_what_is_gone(self, client: TestClient) -> None:
        assert "NOPE" in client.get("/quote?n=NOPE&n=CT00001").text

    def test_is_empty_at_first(self, client: TestClient) -> None:
        assert "The list is empty" in client.get("/quote").text


class TestBrowsing:
    def test_counts_what_is_behind_each_letter(self, client: TestClient) -> None:
        page = client.get("/browse").text
        count = int(re.findall(r'href="/browse/letter/z">Z <small>(\d+)', page)[0])
        assert f"<strong>{count} products</strong>" in client.get("/browse/letter/z").text

    @pytest.mark.parametrize("path", ["/browse/letter/a", "/browse/letter/0-9", "/browse/class/alcohols"])
    def test_goes_through_a_list_page_by_page(self, client: TestClient, path: str) -> None:
        pages = [client.get(path).text]
        while following := re.search(r'rel="next" href="([^"]+)"', pages[-1]):
            pages.append(client.get(unescape(following[1])).text)
        numbers = [number for page in pages for number in listed(page)]
        assert len(numbers) == len(set(numbers)) > 24

    def test_finds_the_members_of_a_class(self, client: TestClient) -> None:
        page = client.get("/browse/class/boronic-acids").text
        assert "CT00213" in listed(page)
        assert "[OX2H1]" not in page

    def test_lists_what_has_no_structure(self, client: TestClient) -> None:
        assert listed(client.get("/browse/class/without-structure").text) == ["XD95283", "CT00582"]

    @pytest.mark.parametrize("symbol", ["Cl", "C", "I", "Na"])
    def test_counts_what_is_behind_each_element(self, client: TestClient, symbol: str) -> None:
        (count,) = re.findall(rf'href="/browse/element/{symbol}" .*<small>(\d+)', client.get("/browse").text)
        page = client.get(f"/browse/element/{symbol}").text
        assert f"<strong>{count} product" in page
        assert symbol in re.findall(r"[A-Z][a-z]?", "".join(re.findall(r"<dd>(.*<sub>.*)</dd>", page)))

    @pytest.mark.parametrize("slug", ["boronic-acids", "inorganic", "without-structure"])
    def test_counts_what_is_in_each_class(self, client: TestClient, slug: str) -> None:
        shown = rf'href="/browse/class/{slug}">(?:(?!</a>).)*<small>([\d,]+)'
        # Classes are counted in the background, one after another.
        (count,) = next(filter(None, (re.findall(shown, client.get("/browse").text) for _ in range(100))))
        assert f"<strong>{count} product" in client.get(f"/browse/class/{slug}").text

    def test_holds_no_carbon_among_inorganic_compounds(self, client: TestClient) -> None:
        page = client.get("/browse/class/inorganic").text
        formulas = [re.sub("<.*?>", "", text) for text in re.findall(r">Formula</dt><dd>(.*?)</dd>", page)]
        assert len(formulas) > 10
        assert not [text for text in formulas if re.search("C(?![a-z])", text)]

    @pytest.mark.parametrize("path", ["letter/a", "element/Br", "class/esters"])
    def test_is_narrowed_and_shown_as_a_search_is(self, client: TestClient, path: str) -> None:
        whole, narrowed, table = (
            client.get(f"/browse/{path}{asked}").text for asked in ("", "?mw_max=200", "?mw_max=200&view=table")
        )
        assert "weight ≤ 200" in narrowed
        assert set(listed(narrowed)) < set(listed(client.get(f"/browse/{path}?limit=100").text))
        assert listed(narrowed) == listed(table)
        assert f"/browse/{path}" in links(narrowed, f"/browse/{path}")
        assert 'id="filters-form"' in whole

    @pytest.mark.parametrize("slug", list(compound_classes()))
    def test_draws_each_class(self, client: TestClient, slug: str) -> None:
        assert client.get(f"/browse/class/{slug}/structure.svg").text.startswith("<svg")

    @pytest.mark.parametrize("path", ["element/Xx", "letter/aa", "letter/é", "class/nonesuch"])
    def test_of_what_there_is_not_says_so(self, client: TestClient, path: str) -> None:
        assert client.get(f"/browse/{path}").status_code == 404
