"""Schemas of the parts of a product document."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.schema import Schema
from catalog.web.api.schemas.suppliers import SupplierNameSchema


class FindingSchema(Schema):
    """A finding of one check about one field."""

    code: str = Field(description="The kind of finding; see docs/findings.md.", examples=["cas-invalid"])
    severity: Literal["error", "warning", "note"]
    field: str
    message: str
    stated: str | None
    expected: str | None


class WeightCheckSchema(Schema):
    """A comparison of the printed weight with the printed formula."""

    verdict: Literal["agrees", "within-range", "mismatch", "undetermined"]
    low: float | None = Field(description="g/mol")
    high: float | None = Field(description="g/mol")
    explanation: str


class StructureSchema(Schema):
    """The structure as read by RDKit."""

    smiles: str
    inchi: str | None
    inchi_key: str | None
    stated: str


class BorrowedStructureSchema(Schema):
    """A structure that is not the supplier's, for a product whose supplier states none."""

    smiles: str
    inchi_key: str
    cas_rn: str = Field(description="Whose structure it is.")
    source: str
    note: str = Field(description="What to say of it wherever it is shown.")


class CompoundKeySchema(Schema):
    """The compound of the product."""

    key: str | None = Field(
        description="The InChIKey if a structure is known, or else the CAS RN; see `/compounds/{key}`."
    )


class IdentifierSchema(Schema):
    """An identifier in another system."""

    type: str = Field(examples=["MDL"])
    value: str = Field(description="In the standard form of its system if it is valid, or else as stated.")
    valid: bool | None = Field(description="Whether it follows the rule of its system, or null if we know no rule.")
    stated: str = Field(description="The complete stated text.")
    field: str = Field(description="The field where it was stated.", examples=["identifier:MDL"])


class StorageSchema(Schema):
    """Storage conditions."""

    text: str
    code: str | None
    low_c: float | None = Field(description="°C")
    high_c: float | None = Field(description="°C")
    conditions: list[str] = Field(
        [], description="Other stated conditions. Absent if there are none.", examples=[["dry"]]
    )
    sensitivity: list[str] = Field([], description="Conditions that harm the product. Absent if none are known.")


class DescriptionSchema(Schema):
    """The supplier's description, and whether it may be shown."""

    text: str | None = Field(description="None while it is withheld.")
    status: Literal["published", "withheld"]
    reason: str | None


class StatementSchema(Schema):
    """A hazard or precautionary statement."""

    code: str | None = Field(examples=["H302"])
    text: str | None = Field(description="The official English text.")
    stated: str


class HazardsSchema(Schema):
    """Data for label and transport."""

    signal_word: Literal["Danger", "Warning"] | None = Field(
        description="The more severe of the stated signal word and the one from the hazard codes."
    )
    stated_signal_word: str | None
    pictograms: list[str] = Field(description="From the hazard codes. Without codes, as stated.")
    stated_pictograms: list[str] | None
    hazard_statements: list[StatementSchema]
    precautionary_statements: list[StatementSchema]
    un_number: str | None = Field(description="Four digits.", examples=["1170"])
    class_: str | None = Field(alias="class", description="Class or division, with subsidiary hazards in brackets.")
    packing_group: Literal["I", "II", "III"] | None
    storage_class: str | None = Field(description="According to TRGS 510.")
    stated: dict[str, str] = Field(description="The stated texts, by import field.")


class DocumentSchema(Schema):
    """A document of a product: a link, or a file stored here."""

    type: Literal["SDS", "CoA", "TDS", "spectrum", "specification", "other"]
    title: str
    url: str | None = Field(description="Null if a page may not link to the stated address.")
    language: str | None
    revision: str | None
    lot_number: str | None
    sha256: str | None = Field(description="The digest of a file stored here.")
    media_type: str | None
    bytes: int | None
    stated: str


class NameSchema(Schema):
    """A name. A synonym that is not a name is listed under the identifiers."""

    text: str
    kind: Literal["name", "synonym", "systematic", "trade", "abbreviation", "translation"]
    language: str | None = Field(description="ISO 639, or null if neither script nor label shows it.")
    field: str = Field(description="The field where it was stated.", examples=["synonyms"])


class TradeSchema(Schema):
    """Customs data."""

    hs_code: str | None = Field(description="As stated.")
    hs_digits: str | None = Field(description="Six to ten digits, or null if it is not an HS code.")
    country_of_origin: str | None = Field(description="As stated.")
    country_code: str | None = Field(description="ISO 3166-1 alpha-2, or null if the name is unknown.")


class QualitySchema(Schema):
    """How reliable the data are; the rule is in docs/quality.md."""

    grade: Literal["A", "B", "C", "D", "E"]
    points: int = Field(description="Points out of 100.")
    reasons: list[str]
    to_raise: list[str] = Field(description="What is missing, the most important first.")


class PriceSchema(Schema):
    """The price of one pack, from a number of packs on."""

    from_packs: int = Field(alias="from", description="The smallest number of packs for this price.")
    amount: str = Field(description="A decimal string.", examples=["12.50"])
    currency: str | None = Field(description="ISO 4217, or null if none is stated.", examples=["EUR"])


class UnitPriceSchema(Schema):
    """The price per unit when a single pack is bought."""

    amount: str = Field(description="A decimal string with four significant digits.", examples=["0.4375"])
    currency: str | None
    unit: str = Field(description="g, mL, mmol, U, piece or test.")


class PricePerSchema(Schema):
    """The price of a single pack per unit, in the currency of its first price. Unknown prices are absent."""

    gram: str | None = Field(None, description="A decimal string with four significant digits.", examples=["0.5000"])
    mole: str | None = None
    millilitre: str | None = None


class PackSchema(Schema):
    """A pack. The list is sorted by total content; packs that cannot be read come last."""

    size: str = Field(description="As stated.", examples=["5 x 1 mL"])
    price: str = Field(description="As stated, with other remarks on the pack.", examples=["12.50 EUR; in stock"])
    count: int | None
    amount: float | None
    unit: str | None
    remark: str | None = Field(description="Concentration, solvent or container.")
    prices: list[PriceSchema]
    unit_price: UnitPriceSchema | None
    availability: Literal["in-stock", "on-request", "backorder", "discontinued"] | None
    lead_time: str | None
    price_date: str | None = Field(description="The date of the price: ISO 8601, with or without a day.")
    price_valid_until: str | None = Field(description="The last day of the price.")
    available_from: str | None = Field(description="The first day of availability.")
    price_per: PricePerSchema


class SpecificationSchema(Schema):
    """The promised result of one test: the supplier's words, and our reading of them. Unknown parts are absent."""

    test: str = Field(examples=["Assay"])
    text: str = Field(description="As stated.", examples=["98-101%"])
    comparison: str | None = Field(None, description="=, <, <=, >, >=, approx or range.")
    value: float | None = Field(None, description="The limit.")
    low: float | None = Field(None, description="The lower end of a range.")
    high: float | None = Field(None, description="The upper end of a range.")
    unit: str | None = None
    method: str | None = None
    conditions: str | None = None


class PropertySchema(Schema):
    """A physical property: the supplier's words, and our reading of them."""

    property: str = Field(examples=["Boiling point"])
    label: str = Field(description="As stated.")
    text: str = Field(examples=["132 °C / 20 mmHg (lit.)"])
    low: float | None = Field(
        description="The lower end, or the value itself if it is a single one. Null if there is none."
    )
    high: float | None
    comparison: str | None = Field(description="=, <, <=, >, >=, approx or range; null if it could not be read.")
    unit: str | None
    conditions: str | None
    source: str | None
    kind: Literal["measured", "calculated", "literature"] | None


class LotValueSchema(Schema):
    """A value measured on a lot, compared with the specification."""

    test: str
    text: str
    value: float | None
    unit: str | None
    specification: str | None = Field(description="The promised value, or null.")
    verdict: Literal["within", "outside", "undetermined"]


class LotSchema(Schema):
    """A lot of the product."""

    lot_number: str
    stated: str = Field(description="The complete stated text about the lot.")
    values: list[LotValueSchema]
    released: str | None = Field(description="ISO 8601, with or without a day.")
    retest: str | None
    expires: str | None
    certificate: str | None = Field(description="The address of its certificate of analysis.")


class EvidenceSchema(Schema):
    """A printed fact: the stated value, our finding, and a verdict on both."""

    fact: str
    field: str
    stated: str | None
    found: str | None
    verdict: Literal["agrees", "within-range", "differs", "undetermined", "not-stated"]
    explanation: str


class DeliverySchema(Schema):
    """A source of facts: a record of a file, or an edit."""

    source: str | None = Field(description="The file, or the name of the editor.")
    intake_run: int | None
    record: int | None
    place: dict[str, int | str] = Field(description="The position in the file.", examples=[{"line": 12}])


class OriginSchema(Schema):
    """The source of one stated fact."""

    delivery: int = Field(description="The index in `deliveries`.")
    label: str | None = Field(None, description="The label in the file. Absent if there is none.")
    place: dict[str, int | str] = Field(
        {}, description="The position in the file, if it differs from that of the record."
    )
    rule: str | None = Field(None, description="The rule that changed the text. Absent if none did.")
    stated: str | None = Field(
        None, description="The stated text, if it had markup or broken characters. Absent otherwise."
    )


class ProvenanceSchema(Schema):
    """The sources of the facts."""

    supplier: str | None
    source: str | None = Field(description="The last file that changed the product.")
    intake_run: int | None
    record: int | None
    deliveries: list[DeliverySchema] = Field([], description="The sources of all current facts.")
    fields: dict[str, OriginSchema] = Field({}, description="The source of each stated fact, by import field.")


class AttributeSchema(Schema):
    """A stated fact that the program does not interpret."""

    name: str = Field(description="As stated.", examples=["Target"])
    text: str = Field(description="As stated.", examples=["EGFR"])


class ProductSchema(Schema):
    """A product document."""

    catalog_number: str = Field(examples=["XD95283"])
    supplier: SupplierNameSchema
    name: str = Field(examples=["BPTA"])
    status: Literal["published", "discontinued"]
    discontinued: str | None = Field(description="As stated.")
    replaced_by: str | None = Field(description="The catalog number to order instead.")
    revision: int
    cas_rn: str | None = Field(examples=["89604-92-2"])
    stated_formula: str | None
    hill_formula: str | None
    stated_molecular_weight: str | None = Field(description="As printed by the supplier.")
    molecular_weight: float | None = Field(description="Average, g/mol, computed.")
    monoisotopic_mass: float | None = Field(description="Da, computed.")
    weight_check: WeightCheckSchema | None
    structure: StructureSchema | None = Field(description="As stated.")
    borrowed_structure: BorrowedStructureSchema | None = Field(
        description="That of the CAS RN, if the supplier states none and it agrees with the other stated facts."
    )
    structure_refused: str | None = Field(description="Why an editor refused the structure of the CAS RN.")
    compound: CompoundKeySchema
    synonyms: list[str]
    names: list[NameSchema]
    identifiers: list[IdentifierSchema]
    grade: str | None
    specifications: list[SpecificationSchema]
    properties: list[PropertySchema]
    storage: StorageSchema | None
    description: DescriptionSchema | None
    availability: str | None = Field(description="Of the whole product, as stated.")
    lead_time: str | None = Field(description="Of the whole product, as stated.")
    price_date: str | None = Field(description="The date of the prices, for the whole product.")
    price_valid_until: str | None = Field(description="The last day of the prices, for the whole product.")
    available_from: str | None = Field(description="The first day of availability, for the whole product.")
    packs: list[PackSchema]
    lots: list[LotSchema]
    hazards: HazardsSchema | None
    attributes: list[AttributeSchema]
    trade: TradeSchema | None
    quality: QualitySchema
    documents: list[DocumentSchema]
    findings: list[FindingSchema]
    evidence: list[EvidenceSchema]
    provenance: ProvenanceSchema
    created_at: str
    updated_at: str
