"""What ordinary recordings are told, and whether a call mixed to one channel is judged the same.

python -m benchmarks.recordings [--speech DIR] [--work DIR] [--built N] [--mono N] [-o FILE]

A: notices of faults on recordings that have none. B: the same call, dual-channel against mixed.
"""
