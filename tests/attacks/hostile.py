"""What passes the door and is hostile all the same: right shapes, and everybody else's ids."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

from bot.demo.simulation import Simulation
from bot.domain.settings import Preferences, TeamSettings, WorkspaceSettings
from bot.messages.controls import Field
from bot.store import tables
from slack_sandbox import Person
from tests.attacks.payloads import Body

HOSTILE = (
    *("", " ", "\0", "\u202e\u200b", "<!channel> <@U1>", "a" * 5_000, "🌱" * 700, "\n" * 50),
    *("1e9", "-1", "9" * 40, "true", "null", "2026-02-30", "25:61", "Mars/Olympus", "*~_`"),
    *("raised", "note", "shared", "better", "worse", "yes", "no", "on", "off", "today", "other"),
    *("2026-03-09", "2026-03-20", "9999-12-31", "2026-W11", "2026-W99", "09:30", "Europe/Lisbon"),
)
FIELDS = (
    *(field.value for field in Field),
    *(row.name for kind in (Preferences, TeamSettings, WorkspaceSettings) for row in kind.rows()),
)
KEYS = (
    *("concern", "step", "link", "channel", "channel_name", "private", "ts", "author", "person"),
    *("team", "week", "listing", "more", "behind", "words", "earlier", "signal", "button"),
    *("delivery", "page", "leader", "id", "line"),
)
"""What a button's value, or what a view remembers, may name."""


def names_of_others(simulation: Simulation) -> list[str]:
    """Every id there is: of people, channels, concerns, teams, messages."""
    team = simulation.workspace.team
    named = [person.id for person in simulation.workspace.people.values()] + list(team.channels)
    with simulation.bot.store.begin() as tx:
        for table in (tables.concern, tables.team, tables.delivery, tables.item, tables.words):
            named += [
                str(one)
                for one in tx.connection.scalars(table.select().with_only_columns(table.c.id))
            ]
    return sorted(named)


def intrusions(bodies: list[tuple[str, Body]], who: Person, ids: list[str]) -> Any:
    """Payloads of ``who`` that name what is others', in the shapes that Slack sends."""
    text = st.one_of(st.sampled_from(ids), st.sampled_from(HOSTILE), st.text(max_size=60))
    number = st.integers(-1, 9)
    named = st.one_of(text, number, st.booleans())
    value = st.one_of(
        st.dictionaries(st.sampled_from(KEYS), named, max_size=5).map(json.dumps),
        st.tuples(st.sampled_from(ids), number).map(lambda pair: f"{pair[0]}:{pair[1]}"),
        st.tuples(st.sampled_from(ids), st.sampled_from(ids)).map(":".join),
        text,
    )
    some_id = st.sampled_from(ids)
    remembered = st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("concern", "channel", "ts", "author", "person", "team"), some_id)
        | {"step": number, "week": st.just("2026-W11"), "words": st.text(max_size=60)},
    ).map(json.dumps)
    option = text.map(lambda one: {"value": one})
    element = st.one_of(
        text.map(lambda one: {"type": "plain_text_input", "value": one}),
        option.map(lambda one: {"type": "static_select", "selected_option": one}),
        st.lists(option, max_size=4).map(lambda some: {"selected_options": some}),
        st.sampled_from(ids).map(lambda one: {"selected_user": one}),
        st.lists(st.sampled_from(ids), max_size=6).map(lambda some: {"selected_users": some}),
        st.sampled_from(ids).map(lambda one: {"selected_conversation": one}),
        st.sampled_from(HOSTILE).map(lambda one: {"selected_date": one}),
        st.sampled_from(HOSTILE).map(lambda one: {"selected_time": one}),
    )
    filled = st.dictionaries(st.sampled_from(FIELDS), element, max_size=10)

    @st.composite
    def intrusion(draw: st.DrawFn) -> tuple[str, Any]:
        kind, body = draw(st.sampled_from(bodies))
        body = copy.deepcopy(body)
        if "command" in body:
            body |= {"user_id": who.id, "text": " ".join(draw(st.lists(text, max_size=3)))}
            return kind, body
        body["user"] = {**body["user"], "id": who.id}
        for action in body.get("actions", ()):
            action["value"] = draw(value)
            action["selected_option"] = {"value": draw(value)}
        if "message" in body:
            body["message"]["user"] = draw(st.sampled_from(ids))
        if "view" in body:
            names = draw(filled)
            body["view"] |= {
                "id": f"V{draw(st.integers(1, 10**9))}",
                "private_metadata": draw(st.one_of(remembered, value)),
                "blocks": [{"type": "input", "block_id": name} for name in names],
                "state": {"values": {name: {name: one} for name, one in names.items()}},
            }
        return kind, body

    return intrusion()
