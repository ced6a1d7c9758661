"""What published packages offer, read from their source text with `ast`; nothing is imported.

`release` holds the modules of one release, `bindings` what a scope binds, `names` where a
name leads, `calls` what calling a function gives, `public` what one release offers, and
`agreement` what several releases have in common. `last_names` sums up what was found, and
`layout` writes it down.
"""
