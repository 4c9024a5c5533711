"""What names mean: systematic names, and isomers held against a drawing."""
