"""What published packages offer, read from their source text with `ast`; nothing is imported.

`release` holds the modules of one release, `bindings` what a scope binds, `names` where a
name leads, and `calls` what calling a function gives. Types are read by `annotations`, for
functions by `results`, for what they hold by `attributes`; `written` gathers them with the
`timeouts`. `public` is what one release offers, `renamed` the same in the words all releases
share, `agreement` and `agreed` what they have in common, of which `lively` tells the part
that is of use. `last_names` sums up what was found, and `layout` writes it down.
"""
