"""Codings: points that several people tag blind, their answers, and the decisions that settle differences."""
