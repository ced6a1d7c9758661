"""Packs: rules written as ast-grep patterns in YAML, one file each.

`reading` makes checked patterns of a folder, `pattern` says what a pattern is and keeps the
index of the shipped ones. Only reading YAML needs PyYAML, only matching needs ast-grep.
"""
