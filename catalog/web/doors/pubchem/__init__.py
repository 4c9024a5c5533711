"""PubChem's door: PUG REST (https://pubchem.ncbi.nlm.nih.gov/docs/pug-rest) over this catalog.

A structure is a compound, a product is a substance, a supplier is a source.
"""
