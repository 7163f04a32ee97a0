"""A page per call that a trainer sees, hears and understands: one file, nothing from outside."""

from __future__ import annotations

from voicecheck.report.html.page import render

__all__ = ["render"]
