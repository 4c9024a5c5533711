"""The results of a structure search, from either engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Hits(NamedTuple):
    """The products that were found.

    Attributes:
        from_file: ids of products that were found in the file (they can have changed since).
        from_tail: ids of products that were found in the tail.
        reached: the last catalog key that was searched, if products after it were not.
        out_of_time: whether the search ended because its time was over.
        scores: Tanimoto coefficients by id, for a similarity search.
    """

    from_file: NDArray[np.int64]
    from_tail: tuple[int, ...]
    reached: str | None = None
    out_of_time: bool = False
    scores: Mapping[int, float] | None = None
