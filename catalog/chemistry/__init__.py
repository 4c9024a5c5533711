"""What a substance is: CAS RN, elements, formula, masses, structure, depiction."""
