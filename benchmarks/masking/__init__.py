"""How much personal data is masked, and what is masked without need, on our own sentences.

python -m benchmarks.masking [--half held-out|tuned|all] [--show]

``{kind:words}`` marks personal data in de.txt and en.txt. A fixed hash halves the sentences: one
half may be looked at while rules are written, the other is only counted.
"""
