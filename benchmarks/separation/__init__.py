"""Two voices on one channel: how well they are told apart, and whether the stated purity holds.

python -m benchmarks.separation --speech DIR [--work DIR] [--group NAME] [--half HALF] [--json FILE]

Cases of known truth: dialogues put together from real people's utterances, one person alone,
dual-channel calls mixed down, and two real mixed calls marked by hand. People are halved, none is
in both halves: what rests on the calibration half is to be stated for the held-out half.
"""
