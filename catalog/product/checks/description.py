"""The check of the free text: is it about this substance?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.text.description import Subject, Topic, TopicVerdict, judge_description

_QUOTED = 240


@dataclass(frozen=True, slots=True)
class Description:
    """The free text of a product, and whether it may be shown.

    Attributes:
        text: as the supplier wrote it.
        status: ``published``, or ``withheld`` until an editor approves it.
        reason: why it is withheld.
    """

    text: str
    status: str
    reason: str | None = None

    def document(self) -> dict[str, str | None]:
        """As the contract writes it."""
        return {"text": self.text, "status": self.status, "reason": self.reason}


def check_description(stated: str, subject_of: Callable[[], Subject]) -> CheckResult[Description | None]:
    """Check the free text. A text about something else is kept and withheld, never deleted.

    Args:
        stated: the text.
        subject_of: returns what it should be about; called only if there is a text.

    >>> text = "A compiler translates the source code of a programming language."
    >>> checked = check_description(text, lambda: Subject("BPTA"))
    >>> checked.value.status, checked.findings[0].code.value
    ('withheld', 'description-off-topic')
    """
    if not stated.strip():
        return CheckResult(None)
    subject = subject_of()
    verdict = judge_description(stated, subject)
    if verdict.topic is Topic.SUBSTANCE:
        return CheckResult(Description(stated, "published"))
    code = Code.DESCRIPTION_OFF_TOPIC
    reason = f"The text does not seem to be about {subject.name or 'this substance'}."
    if verdict.topic is Topic.OTHER_COMPOUND:
        code = Code.DESCRIPTION_OTHER_COMPOUND
        reason = f"The text is about {verdict.other}, which is not a name of {subject.name}."
    message = f"{reason} It is withheld until an editor approves it."
    finding = Finding(code, "description", message, stated=_quoted(verdict))
    return CheckResult(Description(stated, "withheld", reason), (finding,))


def _quoted(verdict: TopicVerdict) -> str:
    return " … ".join(f"“{sentence[:_QUOTED]}”" for sentence in verdict.sentences)
