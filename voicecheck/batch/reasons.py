"""Why a call has no result in a run, beside what its worker says; what ended or held up a run."""

from __future__ import annotations

from voicecheck.types.text import Text, counted

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
PAGES = Text(
    "{folder}: die Seiten der Gespräche lassen sich nicht schreiben ({what})",
    "{folder}: the calls' pages cannot be written ({what})",
)
GONE = Text("ist nicht mehr da", "is gone")
STILL_WRITTEN = Text(
    "wird noch geschrieben, bleibt für den nächsten Lauf",
    "still being written, left for the next run",
)
CHANGED = Text(
    "wurde beim Lesen geändert, bleibt für den nächsten Lauf",
    "changed while being read, left for the next run",
)
WENT_AWAY = Text(
    "verschwand beim Lesen, bleibt für den nächsten Lauf",
    "went away while being read, left for the next run",
)
FORGOTTEN = Text("wurde mit Absicht vergessen", "forgotten on purpose")
COPY = Text("ist eine Kopie einer anderen Datei", "a copy of another file")
ELSEWHERE = Text("ein anderer Lauf arbeitet schon daran", "another run is at it")
NOT_MOVED = Text("lässt sich nicht beiseitelegen ({what})", "cannot be moved away ({what})")
AWAY = Text(
    "{folder}: war {away_s:.0f} s lang nicht zu erreichen", "{folder}: was away for {away_s:.0f} s"
)
NOT_BACK = Text(
    "{folder}: ist noch nicht wieder da; was übrig ist, erledigt der nächste Lauf",
    "{folder}: is not back; what is left is done by the next run",
)
STORE_AWAY = Text(
    "in die Ablage ließ sich {away_s:.0f} s lang nicht schreiben",
    "the store could not be written for {away_s:.0f} s",
)
IN_A_ROW = Text(
    "{n} Gespräche nacheinander ließen sich nicht lesen oder schreiben ({reason})",
    "{n} calls in a row could not be read or written ({reason})",
)
MEMORY = Text(
    "für den Lauf selbst reicht der Arbeitsspeicher nicht (weniger --workers helfen)",
    "there is not enough memory for the run itself (fewer --workers help)",
)
ONE_KEPT = Text(
    "{said}. {n} Gespräch dieses Laufs ist gespeichert; Ursache beheben und noch einmal starten",
    "{said}. {n} call of this run is stored; mend it and start again",
)
KEPT = Text(
    "{said}. {n} Gespräche dieses Laufs sind gespeichert; Ursache beheben und noch einmal starten",
    "{said}. {n} calls of this run are stored; mend it and start again",
)


def with_kept(said: Text, n: int) -> Text:
    """Say how many calls of a run that ends so are stored."""
    return counted(n, ONE_KEPT, KEPT, said=said)
