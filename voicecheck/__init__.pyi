from .analysis.pipeline import Analysis as Analysis
from .api import analyze as analyze
from .api import check as check
from .api import judge as judge
from .api import load as load
from .batch.night import batch as batch
from .checks.check import Check as Check
from .checks.check import MinimumEvidence as MinimumEvidence
from .checks.check import Need as Need
from .checks.norms import Norms as Norms
from .checks.norms import load_norms as load_norms
from .checks.own import mistake as mistake
from .config import Config as Config
from .errors import AudioError as AudioError
from .errors import ConfigError as ConfigError
from .errors import ModelError as ModelError
from .errors import NotMeasured as NotMeasured
from .errors import VoicecheckError as VoicecheckError
from .features import Features as Features
from .report.frames import batch_frame as batch_frame
from .report.stored import Store as Store
from .report.stored import open_store as open_store
from .speech.transcribe import Transcriber as Transcriber
from .types.audio import Recording as Recording
from .types.judgement import Evidence as Evidence
from .types.judgement import Judgement as Judgement
from .types.judgement import Scorecard as Scorecard
from .types.judgement import Verdict as Verdict
from .types.measure import Measure as Measure
from .types.norm import Norm as Norm
from .types.speech import Transcript as Transcript
from .types.speech import Word as Word
from .types.text import Text as Text
from .types.time import Span as Span

__version__: str

__all__ = [
    "Analysis",
    "AudioError",
    "Check",
    "Config",
    "ConfigError",
    "Evidence",
    "Features",
    "Judgement",
    "Measure",
    "MinimumEvidence",
    "ModelError",
    "Need",
    "Norm",
    "Norms",
    "NotMeasured",
    "Recording",
    "Scorecard",
    "Span",
    "Store",
    "Text",
    "Transcriber",
    "Transcript",
    "Verdict",
    "VoicecheckError",
    "Word",
    "__version__",
    "analyze",
    "batch",
    "batch_frame",
    "check",
    "judge",
    "load",
    "load_norms",
    "mistake",
    "open_store",
]
