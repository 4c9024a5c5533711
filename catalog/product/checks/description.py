"""The check of the free text: is it about this substance?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalog.chemistry.formula.composition_relations import CompositionLayer, compare_compositions
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.identifiers.cas_rn import is_canonical
from catalog.chemistry.names.salt_compositions import SaltFit, fit_salt
from catalog.errors import InvalidFormula
from catalog.product.checks.reference_facts import is_other_compound, salt_of
from catalog.product.draft import approval_mark
from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.text.description import Subject, Topic, TopicVerdict, judge_description
from catalog.product.text.description_facts import NOTHING_DESCRIBED, DescriptionFacts, read_description_facts
from catalog.product.text.filler import is_filler
from catalog.product.text.folding import fold
from catalog.product.text.other_compound import chinese_subject, has_name, is_sibling, leading_names
from catalog.reference.reference import NO_REFERENCE, Reference

_QUOTED = 240
_MOST_NAMES = 9
"""How many names of the product are looked up."""


@dataclass(frozen=True, slots=True)
class Description:
    """The free text of a product, and whether it may be shown.

    Attributes:
        text: as the supplier wrote it.
        status: ``published``, or ``withheld`` until somebody approves it.
        reason: why it is withheld.
        facts: what it states of its subject.
        is_approved: whether somebody approved it, so that its subject was not judged.
    """

    text: str
    status: str
    reason: str | None = None
    facts: DescriptionFacts = NOTHING_DESCRIBED
    is_approved: bool = False

    def document(self) -> dict[str, str | None]:
        """As the contract writes it."""
        return {"text": self.text, "status": self.status, "reason": self.reason}


def check_description(
    stated: str, subject_of: Callable[[], Subject], reference: Reference = NO_REFERENCE, approved: str = ""
) -> CheckResult[Description | None]:
    """Check the free text. A text about something else is kept and withheld, never deleted.

    Args:
        stated: the text.
        subject_of: returns what it should be about; called only if there is a text.
        reference: what is known of CAS RNs and names.
        approved: the mark of the text that somebody approved, or an empty text.

    >>> text = "A compiler translates the source code of a programming language."
    >>> checked = check_description(text, lambda: Subject("BPTA"))
    >>> checked.value.status, checked.findings[0].code.value
    ('withheld', 'description-off-topic')
    """
    if not stated.strip():
        return CheckResult(None)
    if approved and approved == approval_mark(stated):
        return CheckResult(Description(stated, "published", facts=read_description_facts(stated), is_approved=True))
    if is_filler(stated):
        reason = "The text is filler of a shop's program, not a description."
        return _withheld(stated, Code.DESCRIPTION_FILLER, reason, stated.strip()[:_QUOTED])
    subject = subject_of()
    verdict = judge_description(stated, subject)
    if verdict.topic is Topic.OTHER_SUBJECT:
        reason = f"The text does not seem to be about {subject.name or 'this substance'}."
        return _withheld(stated, Code.DESCRIPTION_OFF_TOPIC, reason, _quoted(verdict))
    facts = read_description_facts(stated)
    reason = _other_compound(stated, facts, subject, verdict, reference)
    if not reason:
        return CheckResult(Description(stated, "published", facts=facts))
    return _withheld(stated, Code.DESCRIPTION_OTHER_COMPOUND, reason, _quoted(verdict) or stated.strip()[:_QUOTED])


def _withheld(stated: str, code: Code, reason: str, quoted: str) -> CheckResult[Description | None]:
    finding = Finding(code, "description", f"{reason} It is withheld until an editor approves it.", stated=quoted)
    return CheckResult(Description(stated, "withheld", reason), (finding,))


def _other_compound(
    text: str, facts: DescriptionFacts, subject: Subject, verdict: TopicVerdict, reference: Reference
) -> str:
    """Return why a text is about another compound, or an empty text."""
    reason = (
        _other_number(facts, subject, reference) or _other_formula(facts, text, subject) or _other_salt(text, subject)
    )
    if reason:
        return reason
    known = _known_subject(text, subject, reference)
    if known is None:
        return f"The text is about {verdict.other}, which is not a name of {subject.name}." if verdict.other else ""
    return known


def _other_number(facts: DescriptionFacts, subject: Subject, reference: Reference) -> str:
    """Return the reason if the text states the CAS RN of another compound, and none of the product's."""
    number = facts.cas_rn
    if (
        not number
        or not subject.cas_rns
        or not is_canonical(number)
        or not set(facts.cas_rns).isdisjoint(subject.cas_rns)
    ):
        return ""
    if _is_same_parent(number, subject.cas_rns, reference):
        return ""
    return f"The text states CAS RN {number}{_called(number, reference)}; the product has {subject.cas_rns[0]}."


def _is_same_parent(number: str, own: tuple[str, ...], reference: Reference) -> bool:
    """Tell whether a CAS RN is known as that of another form of the product's compound."""
    other = reference.find(number)
    entries = [entry for one in own if (entry := reference.find(one)) is not None]
    return other is not None and any(not is_other_compound("1", other, entry, reference) for entry in entries)


def _other_formula(facts: DescriptionFacts, text: str, subject: Subject) -> str:
    """Return the reason if the text states the formula of another compound, and not the product's."""
    if not facts.formula or not subject.compositions or (subject.hill_formula or "?") in text:
        return ""
    try:
        stated = read_formula(facts.formula)
    except InvalidFormula:
        return ""
    if stated.indefinite or not stated.readings:
        return ""
    layers = {compare_compositions(own, stated.readings).layer for own in subject.compositions}
    if layers != {CompositionLayer.SKELETON}:
        return ""
    return f"The text states the formula {facts.formula}; the product has {subject.hill_formula}."


def _other_salt(text: str, subject: Subject) -> str:
    """Return the reason if the text begins with the name of another salt, in German or Chinese too."""
    if not subject.compositions:
        return ""
    name = chinese_subject(text) or next(iter(leading_names(text)), "")
    salt = salt_of(name) if name else None
    if salt is None or any(fit_salt(salt, one).fit is not SaltFit.OTHER for one in subject.compositions):
        return ""
    if has_name(text, subject.names) or (subject.hill_formula or "?") in text:
        return ""
    return f"The text is about {name}; the product has the formula {subject.hill_formula}."


def _known_subject(text: str, subject: Subject, reference: Reference) -> str | None:
    """Compare the subject of the first sentence by what is known of names.

    Returns:
        Why it is another compound, an empty text if it is this one, or None if it is not known.
    """
    leading = leading_names(text)
    if not leading:
        return None
    numbers = [number for name in leading for number in reference.numbers_of_name(fold(name))]
    if not numbers or has_name(text, subject.names):
        return None
    own = subject.cas_rns or tuple(
        [number for name in subject.names[:_MOST_NAMES] for number in reference.numbers_of_name(fold(name))]
    )
    if not own:
        return None
    if not set(own).isdisjoint(numbers) and not is_sibling(leading[0], subject.names):
        return ""
    entries = [entry for number in numbers if (entry := reference.find(number)) is not None]
    known = [entry for number in own if (entry := reference.find(number)) is not None]
    if not entries or not known:
        return None
    is_other = all(is_other_compound("1", one, two, reference) for one in entries for two in known)
    return (
        f"The text is about {leading[0]}, {entries[0].cas_rn}; the product has {known[0].cas_rn}." if is_other else None
    )


def _called(cas_rn: str, reference: Reference) -> str:
    name = next(iter(reference.names_of(cas_rn)), "")
    return f" ({name})" if name else ""


def _quoted(verdict: TopicVerdict) -> str:
    return " … ".join(f"“{sentence[:_QUOTED]}”" for sentence in verdict.sentences)
