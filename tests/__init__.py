"""The tests: one folder for each package of the program, each a table from input to what is expected."""
