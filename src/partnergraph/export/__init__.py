"""Exports: files made of what a graph holds."""
