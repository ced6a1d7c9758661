"""Lets the tests import `shop` from this folder."""
