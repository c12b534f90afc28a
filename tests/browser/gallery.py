"""One of everything that can be drawn, for a message and for a form."""

from typing import Any

ELSEWHERE = "https://example.com/picture.png"


def plain(text: str) -> dict[str, Any]:
    """A text without marks."""
    return {"type": "plain_text", "text": text}


def marked(text: str) -> dict[str, Any]:
    """A text with marks."""
    return {"type": "mrkdwn", "text": text}


def option(name: str) -> dict[str, Any]:
    """A line to choose, with its value."""
    return {"text": plain(name), "value": name.lower(), "description": plain(f"about {name}")}


def button(name: str, **more: Any) -> dict[str, Any]:
    """A button."""
    return {"type": "button", "text": plain(name), "action_id": name, **more}


ONE_TWO = [option("One"), option("Two"), option("Three")]
ASKED = {
    "title": plain("Sure?"),
    "text": marked("*Really* sure?"),
    "confirm": plain("Yes"),
    "deny": plain("No"),
    "style": "danger",
}
MENUS: dict[str, dict[str, Any]] = {
    "static_select": {"options": ONE_TWO},
    "multi_static_select": {"option_groups": [{"label": plain("Numbers"), "options": ONE_TWO}]},
    "users_select": {},
    "multi_users_select": {"max_selected_items": 2},
    "conversations_select": {},
    "channels_select": {},
    "radio_buttons": {"options": ONE_TWO},
    "checkboxes": {"options": ONE_TWO},
    "datepicker": {"initial_date": "2026-03-12"},
    "timepicker": {"initial_time": "09:30"},
}
MOMENT = {"type": "datetimepicker", "action_id": "datetimepicker", "initial_date_time": 1773045000}
TYPED: dict[str, dict[str, Any]] = {
    "plain_text_input": {"multiline": True, "max_length": 50},
    "number_input": {"is_decimal_allowed": False},
    "email_text_input": {},
    "url_text_input": {},
    "rich_text_input": {},
}


def piece(text: str, **style: bool) -> dict[str, Any]:
    """Some words of a rich text."""
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def lines(*texts: str) -> list[dict[str, Any]]:
    """The lines of a list."""
    return [{"type": "rich_text_section", "elements": [piece(text)]} for text in texts]


def series(name: str, *values: float) -> dict[str, Any]:
    """A row of figures."""
    labels = ("W1", "W2", "W3")
    data = [{"label": at, "value": one} for at, one in zip(labels, values, strict=True)]
    return {"name": name, "data": data}


AXIS = {"categories": ["W1", "W2", "W3"], "x_label": "Week", "y_label": "How many"}
READ: list[dict[str, Any]] = [
    {"type": "header", "text": plain("Everything there is")},
    {
        "type": "section",
        "text": marked("A *section* with fields and a picture"),
        "fields": [marked("*Who*\nPriya"), marked("*When*\nThursday")],
        "accessory": {"type": "image", "image_url": ELSEWHERE, "alt_text": "a face"},
    },
    {
        "type": "context",
        "elements": [
            {"type": "image", "image_url": ELSEWHERE, "alt_text": "a picture from elsewhere"},
            marked("small words"),
        ],
    },
    {"type": "divider"},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    piece("bold", bold=True),
                    piece(" "),
                    {"type": "emoji", "name": "ear"},
                ],
            },
            {"type": "rich_text_list", "style": "bullet", "elements": lines("a", "b")},
            {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": lines("first")},
            {"type": "rich_text_quote", "elements": [piece("said")]},
            {"type": "rich_text_preformatted", "elements": [piece("code <b>")]},
        ],
    },
    {"type": "image", "image_url": ELSEWHERE, "alt_text": "a view", "title": plain("A picture")},
    {
        "type": "data_visualization",
        "title": "Raised, and come back to",
        "chart": {
            "type": "bar",
            "series": [series("Raised", 4, 6, 3), series("Come back to", 3, 5, 3)],
            "axis_config": AXIS,
        },
    },
    {
        "type": "data_visualization",
        "title": "What was behind it",
        "chart": {
            "type": "pie",
            "segments": [
                {"label": "Overload", "value": 5},
                {"label": "Dependencies", "value": 3},
                {"label": "Dates", "value": 2},
            ],
        },
    },
]
TOUCHED: list[dict[str, Any]] = [
    {
        "type": "actions",
        "elements": [
            button("Plain", value="1"),
            button("Primary", style="primary"),
            button("Danger", style="danger", confirm=ASKED),
            button("Link", url="https://example.com/"),
            {"type": "overflow", "action_id": "overflow", "options": ONE_TWO},
            MOMENT,
        ],
    },
    *(
        {
            "type": "section",
            "text": marked(f"`{kind}`"),
            "accessory": {"type": kind, "action_id": kind, **more},
        }
        for kind, more in MENUS.items()
    ),
]
FORM: dict[str, Any] = {
    "type": "modal",
    "title": plain("Everything"),
    "submit": plain("Send"),
    "blocks": [
        {"type": "alert", "level": "info", "text": marked("Something to know")},
        *(
            {
                "type": "input",
                "block_id": kind,
                "label": plain(kind),
                "hint": plain(f"a hint about {kind}"),
                "optional": True,
                "element": {"type": kind, "action_id": kind, **more},
            }
            for kind, more in (MENUS | TYPED).items()
        ),
    ],
}
