"""What the parties' sentences do, read twice: by the lexicon and by the sentence's meaning."""

from voicecheck.conduct.kinds import ACCUSING, CALLER, PRAISED
from voicecheck.conduct.read import Conduct, Reading, read_conduct

__all__ = ["ACCUSING", "CALLER", "PRAISED", "Conduct", "Reading", "read_conduct"]
