"""What somebody may try with the name they give themselves in Slack."""

import json
from collections.abc import Iterator

import pytest

from bot.demo.simulation import Simulation
from bot.domain.ids import PersonId, WorkspaceId
from bot.slack.objects import read_channel, read_person
from tests.conftest import MONDAY, Cast
from tests.scenarios.moments import local, tell

WORDS = "I am overloaded, and Tom is useless"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Maria\u202eavliS", "MariaavliS"),
        ("Ma\u200bria\u2066\u2069", "Maria"),
        ("Ma\x00ria\x1b[31m\n", "Maria[31m"),
        ("\u202e\u200b", "Silva"),
        ("Мария 🌱 Ⅷ", "Мария 🌱 Ⅷ"),
        ("O'Neill-Gómez", "O'Neill-Gómez"),
    ],
)
def test_signs_that_turn_or_hide_text_are_taken_out_of_names(given: str, kept: str) -> None:
    profile = {"display_name": given, "real_name": f"{given} Silva"}
    person = read_person(
        WorkspaceId("T1"), {"id": "U1", "team_id": "T1", "profile": profile}, MONDAY
    )
    assert person.name == kept
    assert person.id == PersonId("U1")
    for name in (person.name, person.full_name):
        assert not set(name) & set("\u202e\u200b\u2066\u2069\x00\x1b\n")
    channel = read_channel({"id": "C1", "name": f"pay\u202e{given}ments"})
    assert "\u202e" not in channel.name


async def test_calling_oneself_like_a_colleague_attributes_nothing_to_her(
    simulation: Simulation, cast: Cast
) -> None:
    maria, sam = cast.maria, cast.sam
    simulation.workspace.change(sam, display_name="Maria", name="Maria Silva")
    await simulation.slack.quiet()
    await tell(sam, WORDS, cast.payments)
    await simulation.move(local("2026-03-10 10:00"))
    card = cast.priya.direct_messages()[-1]
    drawn = json.dumps(card.blocks)
    assert f"<@{sam.id}>" in drawn, "Slack draws the account, whatever it is called by now"
    assert maria.id not in drawn
    await cast.priya.press(card, "Read it")
    assert cast.priya.modal is not None
    view = json.dumps(cast.priya.modal.json())
    assert f"<@{sam.id}>" in view
    assert maria.id not in view


def marked_up(part: object) -> Iterator[str]:
    """Every text in which Slack reads markup: not plain text, and no label for screen readers."""
    if isinstance(part, dict):
        if part.get("type") != "plain_text":
            yield from (
                text
                for key, value in part.items()
                if key != "accessibility_label"
                for text in marked_up(value)
            )
    elif isinstance(part, list | tuple):
        yield from (text for value in part for text in marked_up(value))
    elif isinstance(part, str):
        yield part


async def test_a_name_full_of_markup_is_drawn_as_text(simulation: Simulation, cast: Cast) -> None:
    loud = "<!channel> *x* <@U1>"
    simulation.workspace.change(cast.maria, display_name=loud, name=loud)
    await simulation.slack.quiet()
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-10 10:00"))
    await cast.priya.open_home()
    assert cast.priya.home is not None
    drawn = [*(message.blocks for message in cast.priya.direct_messages()), cast.priya.home.blocks]
    texts = [text for blocks in drawn for text in marked_up(blocks)]
    assert any("being blocked" in text for text in texts)
    for text in texts:
        assert "<!channel>" not in text
        assert "<@U1>" not in text
