"""Why a call has no result in a run, beside what its worker says."""

from __future__ import annotations

from voicecheck.types.text import Text

RIGHTS = Text("{what}. Zugriffsrechte der Datei prüfen", "{what}. Check the file's rights")
HALF = Text(
    "die andere Hälfte des Gesprächs fehlt: {name}", "the other half of the call is missing: {name}"
)
DISK = Text("{what}. Datenträger oder Freigabe prüfen", "{what}. Check the disk or the share")
NO_COLUMN = Text(
    "die Ablage nimmt das Ergebnis nicht an ({what}), bitte melden",
    "the store does not take the result ({what}), please report",
)
PAGE = Text(
    "die Seite des Gesprächs lässt sich nicht schreiben: {what}",
    "the call's page cannot be written: {what}",
)
