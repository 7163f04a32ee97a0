"""The versions that decide whether what was measured before is still good.

Raise one when the same call gives other numbers; ``tests/golden`` fails until that is done.
"""

VERSIONS = {
    "analysis": 4,  # what is heard and measured: then a recording is listened to again
    "conduct": 1,  # how sentences are read: stored words are enough
    "judgement": 2,  # what the checks have in common, and the strengths: measures are enough
}
