"""What a structure search finds, whichever engine searches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Hits(NamedTuple):
    """What was found.

    Attributes:
        from_file: ids of products that are found in the file (and may have changed since).
        from_tail: ids of products that are found in the tail.
        reached: the last catalog key that was looked at, where products behind it were not.
        out_of_time: whether the time ended the search.
        scores: Tanimoto coefficients by id, of a search for similar ones.
    """

    from_file: NDArray[np.int64]
    from_tail: tuple[int, ...]
    reached: str | None = None
    out_of_time: bool = False
    scores: Mapping[int, float] | None = None
