"""Tests of documents: gathered, ordered, made, taken away."""
