"""Tests of the writers: a value in, bytes out."""
