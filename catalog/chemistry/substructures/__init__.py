"""What structures contain: known fragments, classes of compounds, and what differs between releases of RDKit."""
