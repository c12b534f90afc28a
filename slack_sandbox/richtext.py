"""The rich_text block: sections, lists, quotes, preformatted text, and what stands in them."""

from slack_sandbox.schema import (
    Check,
    Json,
    anything,
    boolean,
    fields,
    integer,
    items,
    one_of,
    string,
    typed,
    url,
)

_MARK_NAMES = (
    "bold",
    "italic",
    "strike",
    "code",
    "underline",
    "highlight",
    "client_highlight",
    "unlink",
)
_MARKS: Check = fields({}, dict.fromkeys(_MARK_NAMES, boolean))
_STYLED: dict[str, Check] = {"style": _MARKS}
_ID = string(255, 1)

INLINE: Check = typed(
    {
        "text": fields({"type": anything, "text": string(10**6, 1)}, _STYLED),
        "link": fields(
            {"type": anything, "url": url()},
            {**_STYLED, "text": string(10**6, 1), "unsafe": boolean},
        ),
        "emoji": fields(
            {"type": anything, "name": string(255, 1)},
            {**_STYLED, "unicode": string(255, 1), "skin_tone": integer(1, 6)},
        ),
        "user": fields({"type": anything, "user_id": _ID}, _STYLED),
        "channel": fields({"type": anything, "channel_id": _ID}, _STYLED),
        "usergroup": fields({"type": anything, "usergroup_id": _ID}, _STYLED),
        "broadcast": fields(
            {"type": anything, "range": one_of("here", "channel", "everyone")}, _STYLED
        ),
        "date": fields(
            {"type": anything, "timestamp": integer(0), "format": string(255, 1)},
            {**_STYLED, "url": url(), "fallback": string(10**6, 1)},
        ),
        "color": fields({"type": anything, "value": string(7, 4)}),
    }
)
_LINE = items(INLINE, most=10**4, least=0)
_SECTION: Check = fields({"type": anything, "elements": _LINE})
_BORDER: dict[str, Check] = {"border": integer(0, 1)}

RICH_TEXT: Check = typed(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": fields(
            {
                "type": anything,
                "style": one_of("bullet", "ordered"),
                "elements": items(typed({"rich_text_section": _SECTION}), most=10**4),
            },
            {**_BORDER, "indent": integer(0, 8), "offset": integer(0)},
        ),
        "rich_text_quote": fields({"type": anything, "elements": _LINE}, _BORDER),
        "rich_text_preformatted": fields(
            {"type": anything, "elements": _LINE}, {**_BORDER, "language": string(50)}
        ),
    }
)

RICH_TEXT_BLOCK: Check = fields(
    {"type": one_of("rich_text"), "elements": items(RICH_TEXT, most=1000, least=0)},
    {"block_id": string(255, 1)},
)
"""The whole block, as an input holds it."""


def typed_in(words: str) -> Json:
    """What a person's typing becomes in a rich text input: one section, without marks."""
    text = {"type": "text", "text": words}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [text]}],
    }


def plain(block: Json) -> str:
    """The words that stand in a rich text input."""
    return "\n".join(
        "".join(str(piece.get("text", "")) for piece in element.get("elements", []))
        for element in block.get("elements", [])
    )
