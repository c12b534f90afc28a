"""What somebody may try with the name they give themselves in Slack."""

import json
from collections.abc import Iterator

import pytest

from bot.demo.simulation import Simulation
from bot.domain.ids import PersonId, WorkspaceId
from bot.messages.cards import Message
from bot.slack.objects import read_channel, read_person
from docs.samples import Samples
from docs.scenes import Scenes
from tests.conftest import MONDAY, Cast
from tests.scenarios.moments import local, tell
from tests.scenarios.test_outside import hear, team_of

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
        ("*Maria* ~of~ `HR`", "Maria of HR"),
        ("_Maria_ jo_smith __", "Maria jo_smith"),
        ("> Maria <!here>", "Maria !here"),
        ("Ma\u00adri\u2063a\U000e0041", "Maria"),
        ("\u3164\u2800", "Silva"),
        ("M" + "\u0300\u0301" * 30 + "aria", "M" + "\u0300\u0301" * 2 + "aria"),
        ("می‌خواهم", "می‌خواهم"),
        ("เพื่อน", "เพื่อน"),
    ],
)
def test_signs_that_turn_hide_or_mark_up_text_are_taken_out_of_names(given: str, kept: str) -> None:
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


LOUD = "<!channel> <@U0EVIL> <https://evil.example|here>"


def read_as_markup(part: object) -> Iterator[str]:
    """Every text in which Slack looks for mentions and links."""
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        elif part.get("type") not in ("plain_text", "text"):
            yield from (text for value in part.values() for text in read_as_markup(value))
    elif isinstance(part, list):
        yield from (text for value in part for text in read_as_markup(value))


def test_no_message_form_or_home_draws_a_name_a_word_or_a_contact_as_markup() -> None:
    """Everything that the bot can say, with hostile text wherever anybody may write."""
    scenes, looked_at = Scenes(Samples(longest_name=LOUD, contact=LOUD)), 0
    for scene in (*scenes.all(), *scenes.limits()):
        shown = scene.shown
        texts = list(read_as_markup(shown.blocks if isinstance(shown, Message) else shown))
        texts += [shown.text] if isinstance(shown, Message) else []
        for text in texts:
            looked_at += 1
            for forged in ("<!channel>", "<@U0EVIL", "<https://evil", "<you>", "<@U0TOM|"):
                assert forged not in text, (scene.part, scene.name)
    assert looked_at > 5_000


async def test_a_channel_that_is_renamed_is_called_by_what_is_text_in_its_name(
    simulation: Simulation, cast: Cast
) -> None:
    renamed = {"id": cast.payments.id, "name": "pay\u202estnem <!channel> *x*"}
    await hear(simulation, {"type": "channel_rename", "channel": renamed})
    assert team_of(simulation, cast.payments.id).name == "paystnem !channel x"


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
