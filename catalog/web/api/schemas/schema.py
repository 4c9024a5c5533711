"""The shapes of the API's answers, for its documentation; bodies are served as stored.

Field names and meanings are the contract's. Output schemas have no defaults: a field is there, or it is null. Those of
products, of lists and of the intake stand in modules of their own.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Schema(BaseModel):
    """The base of all: later releases may add fields, so others are allowed."""

    model_config = ConfigDict(extra="allow")


class HealthSchema(Schema):
    """The state of the service."""

    status: str
    writes: Literal["disk full", "read-only"] | None = Field(
        None, description="Why nothing can be written just now; absent where nothing is known that would prevent it."
    )
