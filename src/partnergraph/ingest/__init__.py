"""Inputs to values: one module per kind of input."""
