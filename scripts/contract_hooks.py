"""What schemathesis is told of this API: values of its own formats, and which parts of a request do not go together."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import RejectedPositiveData

from catalog.chemistry.identifiers.cas_rn import check_digit

# Hypothesis would lean towards what is accepted by trying and dropping many more requests than it sends, which takes
# two thirds of a run; the values and dictionaries here see to it that enough is accepted.
hypothesis.target = lambda observation, **_label: observation

SEEDS = (Path(__file__).parent.parent / "seeds" / "demo.csv").read_text(encoding="utf-8").splitlines()[:50]
SOLD = list(csv.DictReader(SEEDS))
CAS_RNS = [row["cas_rn"] for row in SOLD if row["cas_rn"]]
INCHI_KEYS = [row["inchi_key"] for row in SOLD if row["inchi_key"]]
SMILES = ("CCO", "c1ccccc1", "CC(=O)Oc1ccccc1C(=O)O", "[Na+].[Cl-]", "C[C@H](N)C(=O)O", "[2H]C")
MOLECULES = ("CCO", "c1ccccc1", "CC(=O)Oc1ccccc1C(=O)O")
QUERIES = (*MOLECULES, "[#6]~[#7]", "C(=O)[O;H1]", "[$([CX3]=O)]")
FORMULAS = ("C20H22N4O4S3", "H2O", "CuSO4.5H2O", "(C2H4O)n")
MASSES = ("478.0803", "478.0803±5ppm", "180.0423+/-2mDa", "18.01 +- 0.1 Da")
RANGES = ("C10-12 H* N>=2 no Cl", "N", "C6+", "S=1,O<3")
SYMBOLS = ("C", "Cl", "N, O", "Na")
VALUE_CONDITIONS = ("Water<=0.1", "Assay>=98 %", "melting_point:120..130", "density:..1.2", "Target:EGFR", "pH=7")


def cas_rn(digits: int) -> str:
    """The CAS RN of some digits, with its check digit."""
    first, second = divmod(digits, 100)
    return f"{first}-{second:02}-{check_digit(f'{first}{second:02}')}"


ANY_CAS_RN = st.sampled_from(CAS_RNS) | st.integers(5_000, 999_999_999).map(cas_rn)  # From 50-00-0, the first.
ANY_INCHI_KEY = st.sampled_from(INCHI_KEYS) | st.from_regex("[A-Z]{14}-[A-Z]{8}SA-[A-Z]", fullmatch=True)

FORMATS = {
    "cas-rn": ANY_CAS_RN,
    "compound-key": ANY_CAS_RN | ANY_INCHI_KEY,
    "currency": st.sampled_from(("EUR", "USD", "JPY")),
    "email-address": st.from_regex(r"[a-z]{1,20}[0-9]{6}@example\.org", fullmatch=True),
    "document-name": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 ().,]{0,90}", fullmatch=True),
    "element-ranges": st.sampled_from(RANGES),
    "element-symbols": st.sampled_from(SYMBOLS),
    "value-condition": st.sampled_from(VALUE_CONDITIONS),
    "mass-window": st.sampled_from(MASSES),
    "molecule": st.sampled_from(MOLECULES),
    "molecular-formula": st.sampled_from(FORMULAS),
    "smiles": st.sampled_from(SMILES),
    "structure-query": st.sampled_from(QUERIES),
    "visible-text": st.from_regex(r"[A-Za-z][A-Za-z .-]{0,40}", fullmatch=True),
}

for name, values in FORMATS.items():
    schemathesis.openapi.format(name, values)

Query = dict[str, Any]

APART: dict[str, Callable[[Query], bool]] = {
    "cursor": bool,
    "ignore": lambda query: "structure" not in query,
    "inchi_key": lambda query: "structure" in query,
    "sort": lambda query: "relevance" in query["sort"] or ("similar" in query["sort"] and "similar_to" not in query),
}
"""What is left out of a request that is to be taken, and when.

A cursor is for the list that gave it; `ignore` needs a structure; one compound has one InChIKey; an order needs what it
goes by, and whether the search box holds words depends on what is typed.
"""


@schemathesis.hook
def map_case(_context: HookContext, case: Case[Any]) -> Case[Any]:
    """Leave out what does not go together: JSON Schema knows each part of a request, and not the whole."""
    if case.meta is not None and case.meta.generation.mode.is_positive and case.query:
        for name, is_apart in APART.items():
            if name in case.query and is_apart(case.query):
                del case.query[name]
    return case


@schemathesis.hook
def filter_failure(_context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Tell whether a failure counts.

    What is typed cannot always be read as the `kind` that is asked for beside it; and in a form with files every value
    is sent as text, so that none is of a wrong type.
    """
    if isinstance(failure, AcceptedNegativeData) and case.media_type == "multipart/form-data":
        return set(VIOLATED.findall(failure.message)) != {"type"}
    if not isinstance(failure, RejectedPositiveData) or response.status_code != HTTPStatus.UNPROCESSABLE_ENTITY:
        return True
    fields = {error["field"] for error in response.json().get("errors", ())}
    return "kind" not in (case.query or {}) or not fields <= READ_AS_KIND or not fields


VIOLATED = re.compile("violates `(.+?)`")
READ_AS_KIND = {"kind", "q", "substructure", "superstructure", "similar_to"}
"""The fields that a search names where `kind` does not fit: the box holds a structure, or the filters beside it ask for
another.
"""
