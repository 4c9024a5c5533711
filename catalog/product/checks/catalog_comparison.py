"""What the catalog as a whole says of a product: one CAS RN, or one name, for different compounds.

The checks of a record see that record alone. These findings follow from all products together, so they are made in the
background and are never a reason to refuse a record.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from catalog.product.findings import Code, Finding
from catalog.product.text.folding import fold

CONFLICTS = {"cas_rn": Code.CATALOG_CAS_CONFLICT, "name": Code.CATALOG_NAME_CONFLICT}
"""The fields in which products can contradict each other, each with its finding."""
MOST_NAMED = 3
"""How many other products a message names."""
FEWEST_AGREEING = 3
"""How many products must agree before the others alone are doubted."""
_WITH_CARBON = re.compile(r"(?:^|[.])([0-9]*)C(?![a-z])")


class ComparedProduct(NamedTuple):
    """The facts of a product that are held against those of others.

    Attributes:
        number: the store's number of the product.
        catalog_number: as printed.
        supplier: the supplier's name.
        cas_rn, name: as stated, or None for no CAS RN.
        formula: Hill text, or None.
        skeleton: the first block of its parent's InChIKey, equal for all salts and stereoisomers; None without one.
        parent_formula: Hill text of its parent, or None without a structure.
        is_sold_elsewhere: whether its structure is on products with another CAS RN too.
    """

    number: int
    catalog_number: str
    supplier: str
    cas_rn: str | None
    name: str
    formula: str | None
    skeleton: str | None
    parent_formula: str | None
    is_sold_elsewhere: bool = False

    @property
    def is_mixture(self) -> bool:
        """Tell whether its parent is several compounds. Mixtures are drawn with one or more of them."""
        return sum(int(number or 1) for number in _WITH_CARBON.findall(self.parent_formula or "")) > 1


Compounds = Mapping[str, Sequence[ComparedProduct]]
"""Products by what tells their compounds apart."""


def cas_conflicts(products: Sequence[ComparedProduct]) -> dict[int, Finding]:
    """Return the findings on products with one CAS RN that are different compounds, by the products' numbers.

    Salts, hydrates and stereoisomers with a structure are no conflict here; the checks of each record see them. Nor are
    mixtures. Tautomers, and rings and chains of sugars, are drawn in several ways. So structures of one formula are
    different compounds only if one of them is sold under another CAS RN too.

    >>> benzene = ComparedProduct(1, "A1", "Alpha", "71-43-2", "Benzene", "C6H6", "UHOVQNZJYSORNB", "C6H6")
    >>> toluene = ComparedProduct(2, "B2", "Beta", "71-43-2", "Toluene", "C7H8", "YXFVVABEGXRONW", "C7H8")
    >>> print(cas_conflicts([benzene, toluene])[1].message)
    CAS RN 71-43-2 is also on another compound: B2 of Beta (Toluene, C7H8). One of them has the wrong number.
    """
    compounds: dict[str, list[ComparedProduct]] = defaultdict(list)
    of_formula: dict[str, set[str]] = defaultdict(set)
    apart = {product.skeleton for product in products if product.is_sold_elsewhere}
    for product in products:
        if product.skeleton is not None and not product.is_mixture:
            own = product.skeleton if product.skeleton in apart else f"{product.parent_formula} as drawn"
            compounds[own].append(product)
            for formula in (product.formula, product.parent_formula):
                of_formula[formula or ""].add(own)
    for product in products:
        if product.skeleton is None and product.formula is not None:
            fitting = sorted(of_formula.get(product.formula, ())) or [product.formula]
            compounds[fitting[0]].append(product)
    return _findings("cas_rn", compounds, lambda product: f"CAS RN {product.cas_rn}", "number")


def name_conflicts(products: Sequence[ComparedProduct]) -> dict[int, Finding]:
    """Return the findings on products with one name but structures of different formulas, by the products' numbers.

    Isomers can share a name, and so can the salts of one parent.
    """
    compounds: dict[str, list[ComparedProduct]] = defaultdict(list)
    for product in products:
        if (
            product.parent_formula is not None
            and not product.is_mixture
            and fold(product.catalog_number) != fold(product.name)
        ):
            compounds[product.parent_formula].append(product)
    return _findings("name", compounds, lambda _product: "The name", "name")


def _findings(
    field: str, compounds: Compounds, subject: Callable[[ComparedProduct], str], what: str
) -> dict[int, Finding]:
    """Return the findings on the products in doubt, by their numbers.

    If most of the products agree, and at least three, only the others are in doubt. A message names the first products
    of other compounds, so it stays the same when more are added.
    """
    if len(compounds) < 2:
        return {}
    largest = max(compounds, key=lambda key: (len(compounds[key]), key))
    count, total = len(compounds[largest]), sum(map(len, compounds.values()))
    agreed = largest if count >= FEWEST_AGREEING and 2 * count > total else None
    found = {}
    for own, members in compounds.items():
        if own == agreed:
            continue
        others = list(islice((one for key, some in compounds.items() if key != own for one in some), MOST_NAMED + 1))
        rest = f"is also on another compound: {_listed(others)}. {_judged(len(others), len(compounds), what)}"
        for product in members:
            stated = product.cas_rn if field == "cas_rn" else product.name
            found[product.number] = Finding(CONFLICTS[field], field, f"{subject(product)} {rest}", stated=stated)
    return found


def _listed(others: Sequence[ComparedProduct]) -> str:
    named = []
    for other in others[:MOST_NAMED]:
        of = f" of {other.supplier}" if other.supplier else ""
        named.append(f"{other.catalog_number}{of} ({', '.join(filter(None, (other.name, other.formula)))})")
    return ", ".join(named) + (" and others" if len(others) > MOST_NAMED else "")


def _judged(others: int, compounds: int, what: str) -> str:
    if others == 1 and compounds == 2:
        return f"One of them has the wrong {what}."
    return f"Compare their structures and formulas: at least one has the wrong {what}."
