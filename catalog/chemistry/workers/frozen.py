"""Imported by a fork server alone, after all else, so that its workers share the memory of what it has loaded.

A collection of garbage writes to each object that it visits, and memory that a process has written to is its own. So
these objects are left out of all collections before the first worker begins.
"""

import gc

from rdkit import Chem

# The first structure loads the periodic table and the parsers.
Chem.MolFromSmiles("C")
gc.collect()
gc.freeze()
