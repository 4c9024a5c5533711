"""The checks: pure functions that hold one stated fact against the others and yield findings."""
