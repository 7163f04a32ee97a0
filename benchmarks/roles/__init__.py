"""How often the agent is found by words alone, on 90 dialogues of our own.

python -m benchmarks.roles [--half held-out|tuned|all] [--show]

The dialogues (60 German, 30 English) were written by somebody who had not seen the rules or the
lexicon. A fixed hash halves them: one half may be looked at while rules are mended.
"""
