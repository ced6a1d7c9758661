"""Small async programs made at random, run for real, and compared with what asynclint says.

`drafts.draft` makes a program whose calls are holes, `running.run` runs programs in a process
of their own and notes which lines ran and which coroutines nothing awaited, `filling.filled`
puts an await, a drop or something in between into each hole, and `verdicts` compares.
`shrinking` makes a program small that shows a disagreement, `mutations` spoils source text.
"""
