"""How much personal data is masked, and what is masked without need, on our own sentences.

python -m benchmarks.masking [--set own|second|third|support] [--half held-out|tuned|all] [--show]

``{kind:words}`` marks personal data. The set ``own`` was written by the author of the rules, before
them; ``second`` and ``third`` by others who had not seen the rules. The rules were mended on the
first two and on one half of ``third`` (a fixed hash says which); the other half was only counted.
``support`` prints what is masked in the lexicon's test sentences, where hardly anything should be.
"""
