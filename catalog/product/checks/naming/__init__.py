"""Checks of a name against the other facts: its systematic meaning, its form, its isomer, its strength."""
