"""What every page has: its template, style and script inside, and a policy that allows no more."""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from voicecheck.report.style import css_colours
from voicecheck.types.inert import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    import jinja2


def fill(
    template: str,
    context: dict[str, Any],
    *,
    styles: Sequence[str],
    script: str,
    sound: bool = False,
) -> str:
    """Fill a template; all text from outside is escaped."""
    style, code = "\n".join([css_colours(), *map(_asset, styles)]), _asset(script)
    policy = (
        f"default-src 'none'; {'media-src data:; ' if sound else ''}base-uri 'none'; "
        f"form-action 'none'; style-src {_hash(style)}; script-src {_hash(code)}"
    )
    own = {"style": Markup(style), "script": Markup(code), "policy": policy}
    return str(_environment().get_template(template).render({**context, **own}))


def shown(value: Any) -> Any:
    """Return what a page shows of a text: nothing that turns round or hides what stands beside."""
    return visible(value) if type(value) is str else value


@functools.cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("voicecheck.report.html", "template"),
        autoescape=True,
        finalize=shown,
        undefined=jinja2.StrictUndefined,
    )


def _asset(name: str) -> str:
    return (
        resources.files("voicecheck.report.html").joinpath("template", name).read_text("utf-8")
    ).strip()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
