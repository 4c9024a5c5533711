"""Imported by a fork server alone, so that no worker that searches has to read the known fragments itself."""

from catalog.chemistry.substructures.fragments import fragments

fragments()
