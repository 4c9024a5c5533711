"""The shape of a product document, part by part."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.schema import Schema


class FindingSchema(Schema):
    """What one check says about one field."""

    code: str = Field(description="Which kind of finding; docs/findings.md lists them.", examples=["cas-invalid"])
    severity: Literal["error", "warning", "note"]
    field: str
    message: str
    stated: str | None
    expected: str | None


class WeightCheckSchema(Schema):
    """The printed weight held against the printed formula."""

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


class CompoundKeySchema(Schema):
    """Of which compound it is."""

    key: str | None = Field(description="InChIKey where a structure is known, else CAS RN; `/compounds/{key}` has it.")


class IdentifierSchema(Schema):
    """A number in another system."""

    type: str = Field(examples=["MDL"])
    value: str = Field(description="In the form of its system where it is valid, else as stated.")
    valid: bool | None = Field(description="Whether it keeps the system's rule; null where we know none.")
    stated: str = Field(description="The whole text in which it stood.")
    field: str = Field(description="Where it was stated.", examples=["identifier:MDL"])


class StorageSchema(Schema):
    """How to keep it."""

    text: str
    code: str | None
    low_c: float | None = Field(description="°C")
    high_c: float | None = Field(description="°C")
    conditions: list[str] = Field(
        [], description="What else is asked for; absent where nothing is.", examples=[["dry"]]
    )
    sensitivity: list[str] = Field([], description="What harms the product; absent where nothing is known to.")


class DescriptionSchema(Schema):
    """The supplier's free text, and whether it may be shown."""

    text: str
    status: Literal["published", "withheld"]
    reason: str | None


class StatementSchema(Schema):
    """A hazard or precautionary statement."""

    code: str | None = Field(examples=["H302"])
    text: str | None = Field(description="The official English text.")
    stated: str


class HazardsSchema(Schema):
    """Label and transport data."""

    signal_word: Literal["Danger", "Warning"] | None = Field(
        description="The graver of what is stated and what the hazard codes give."
    )
    stated_signal_word: str | None
    pictograms: list[str] = Field(description="By the hazard codes; where there are none, as stated.")
    stated_pictograms: list[str] | None
    hazard_statements: list[StatementSchema]
    precautionary_statements: list[StatementSchema]
    un_number: str | None = Field(description="Four digits.", examples=["1170"])
    class_: str | None = Field(alias="class", description="Class or division, subsidiary hazards in brackets.")
    packing_group: Literal["I", "II", "III"] | None
    storage_class: str | None = Field(description="By TRGS 510.")
    stated: dict[str, str] = Field(description="Import field to text, as stated.")


class DocumentSchema(Schema):
    """A document of a product: a link, or a file that is kept here."""

    type: Literal["SDS", "CoA", "TDS", "spectrum", "specification", "other"]
    title: str
    url: str | None = Field(description="Null where the stated address is none that a page may link to.")
    language: str | None
    revision: str | None
    lot_number: str | None
    sha256: str | None = Field(description="Of a file that is kept here.")
    media_type: str | None
    bytes: int | None
    stated: str


class NameSchema(Schema):
    """One name; what suppliers put among synonyms and is none stands among the identifiers."""

    text: str
    kind: Literal["name", "synonym", "systematic", "trade", "abbreviation", "translation"]
    language: str | None = Field(description="ISO 639; null where neither script nor label tells it.")
    field: str = Field(description="Where it was stated.", examples=["synonyms"])


class TradeSchema(Schema):
    """Customs data."""

    hs_code: str | None = Field(description="As stated.")
    hs_digits: str | None = Field(description="Six to ten digits; null where it is no such code.")
    country_of_origin: str | None = Field(description="As stated.")
    country_code: str | None = Field(description="ISO 3166-1 alpha-2; null where the name is not known.")


class QualitySchema(Schema):
    """How far the data can be relied on; docs/quality.md has the rule."""

    grade: Literal["A", "B", "C", "D", "E"]
    points: int = Field(description="Of 100.")
    reasons: list[str]
    to_raise: list[str] = Field(description="What is missing, the weightiest first.")


class PriceSchema(Schema):
    """What one pack costs from a number of packs on."""

    from_packs: int = Field(alias="from", description="How many packs have to be bought for it.")
    amount: str = Field(description="A decimal string.", examples=["12.50"])
    currency: str | None = Field(description="ISO 4217; null where none is stated.", examples=["EUR"])


class UnitPriceSchema(Schema):
    """What one unit costs where a single pack is bought."""

    amount: str = Field(description="A decimal string, to four figures.", examples=["0.4375"])
    currency: str | None
    unit: str = Field(description="g, mL, mmol, U, piece or test.")


class PackSchema(Schema):
    """One pack; the list is sorted by what they hold together, and packs that cannot be read come last."""

    size: str = Field(description="As stated.", examples=["5 x 1 mL"])
    price: str = Field(description="As stated, with what else is said of the pack.", examples=["12.50 EUR; in stock"])
    count: int | None
    amount: float | None
    unit: str | None
    remark: str | None = Field(description="Concentration, solvent or container.")
    prices: list[PriceSchema]
    unit_price: UnitPriceSchema | None
    availability: Literal["in-stock", "on-request", "backorder", "discontinued"] | None
    lead_time: str | None


class SpecificationSchema(Schema):
    """What is promised of one test: the supplier's words, and what we read in them; what is not there is absent."""

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
    """One physical property: the supplier's words, and what we read in them."""

    property: str = Field(examples=["Boiling point"])
    label: str = Field(description="As stated.")
    text: str = Field(examples=["132 °C / 20 mmHg (lit.)"])
    low: float | None = Field(description="The lower end; of a single value the value, null where it has none.")
    high: float | None
    comparison: str | None = Field(description="=, <, <=, >, >=, approx or range; null where nothing could be read.")
    unit: str | None
    conditions: str | None
    source: str | None
    kind: Literal["measured", "calculated", "literature"] | None


class LotValueSchema(Schema):
    """One value measured on a lot, held against the specification."""

    test: str
    text: str
    value: float | None
    unit: str | None
    specification: str | None = Field(description="What is promised; null where nothing is.")
    verdict: Literal["within", "outside", "undetermined"]


class LotSchema(Schema):
    """One batch of the product."""

    lot_number: str
    stated: str = Field(description="All that is said of it.")
    values: list[LotValueSchema]
    released: str | None = Field(description="ISO 8601, with a day or without.")
    retest: str | None
    expires: str | None
    certificate: str | None = Field(description="The address of its certificate of analysis.")


class EvidenceSchema(Schema):
    """One printed fact: what was stated, what we find, and how the two stand."""

    fact: str
    field: str
    stated: str | None
    found: str | None
    verdict: Literal["agrees", "within-range", "differs", "undetermined", "not-stated"]
    explanation: str


class DeliverySchema(Schema):
    """A record of a file, or an edit, from which facts came."""

    source: str | None = Field(description="The file, or whose edit it was.")
    intake_run: int | None
    record: int | None
    place: dict[str, int | str] = Field(description="Where in the file it stood.", examples=[{"line": 12}])


class OriginSchema(Schema):
    """Where one stated fact came from."""

    delivery: int = Field(description="The index in `deliveries`.")
    label: str | None = Field(None, description="What the file calls it; absent where it says nothing.")
    place: dict[str, int | str] = Field({}, description="Where it stood, where the record's place does not tell.")
    rule: str | None = Field(None, description="The rule that changed it; absent where none did.")


class ProvenanceSchema(Schema):
    """Where the facts came from."""

    supplier: str | None
    source: str | None = Field(description="Of the last file that was laid over the product.")
    intake_run: int | None
    record: int | None
    deliveries: list[DeliverySchema] = Field([], description="From where facts came that still stand.")
    fields: dict[str, OriginSchema] = Field({}, description="Where each stated fact came from, by its import field.")


class AttributeSchema(Schema):
    """What a supplier states and nothing reads."""

    name: str = Field(description="As stated.", examples=["Target"])
    text: str = Field(description="As stated.", examples=["EGFR"])


class ProductSchema(Schema):
    """A product document."""

    catalog_number: str = Field(examples=["XD95283"])
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
    structure: StructureSchema | None
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
    lead_time: str | None = Field(description="Likewise.")
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
