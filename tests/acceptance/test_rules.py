"""Rules that no single room can keep: what is on the wire, in every message, in every query."""

import ast
import json
import re
from datetime import date, timedelta
from pathlib import Path

import bot
from bot.demo.simulation import Simulation
from bot.manifest import build
from bot.messages.cards import Message
from docs.scenes import Scenes
from tests.conftest import Cast
from tests.scenarios.lives import asked, close_all, data_of, homes, last, raised
from tests.scenarios.moments import choose, local
from tests.scenarios.rows import concerns

SAID = "xylophone"
BACK = "quicksand"
MISSED = "marmalade"
STEP = "lighthouse"
CLOSING = "thunderbolt weather has been looked at"
WORDS = (SAID, BACK, MISSED, STEP, CLOSING)
POSTED = ("chat.postMessage", "chat.update", "chat.postEphemeral", "conversations.open")


def posted(simulation: Simulation) -> str:
    """Everything that was ever put into a message, as it went over the wire."""
    return json.dumps([one.args for method in POSTED for one in simulation.slack.calls_of(method)])


async def test_R01_no_word_of_anybody_is_in_any_message(simulation: Simulation, cast: Cast) -> None:
    for reader in (cast.priya, cast.maria):
        choose(simulation, reader, full_text=True)
    answer = await cast.maria.command("/concern", f"stuck, {SAID}", channel=cast.payments)
    assert answer.message is not None
    assert SAID in answer.message.plain(), "the writer alone sees their own words"
    await simulation.move(local("2026-03-09 12:00"))
    await cast.priya.press(last(cast.priya), "Read it")
    assert cast.priya.modal is not None
    assert SAID in cast.priya.modal.plain()
    await cast.priya.fill({"What you understood": BACK})
    await cast.priya.submit()
    await close_all(cast.priya)
    await simulation.move(timedelta(hours=1))
    await cast.maria.press(last(cast.maria), "Read it")
    await cast.maria.press("modal", "Not quite")
    await cast.maria.fill({"What's missing, or different?": MISSED})
    await cast.maria.submit()
    await close_all(cast.maria)
    await simulation.move(local("2026-03-10 12:00"))
    await cast.priya.open_home()
    await cast.priya.press("home", "More")
    await cast.priya.press("modal", "Pick a next step")
    await cast.priya.fill(
        {
            "What will you do?": "Cut scope",
            "The step in your own words": STEP,
            "By which day?": date(2026, 3, 12),
            "Who may read this step?": ["Maria, who gets a message about it"],
        }
    )
    await cast.priya.submit()
    await close_all(cast.priya)
    await simulation.move(local("2026-03-12 12:00"))
    await cast.priya.press(last(cast.priya), "Give an honest no")
    await cast.priya.fill(
        {"Why is it a no?": "Not possible now", "In your own words, to Maria": CLOSING}
    )
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    await close_all(cast.priya)
    await simulation.move(local("2026-03-16 12:00"))
    everything = posted(simulation)
    assert "raised something with you" in everything
    assert [word for word in WORDS if word in everything] == []
    await cast.maria.open_home()
    await cast.maria.press("home", "Read it")
    assert cast.maria.modal is not None
    kept = cast.maria.modal.plain()
    assert [word for word in WORDS if word not in kept] == []


async def test_R08_what_went_to_somebody_else_leaves_no_trace_for_the_leader(
    simulation: Simulation, cast: Cast
) -> None:
    before = await homes(cast.priya), len(cast.priya.direct_messages())
    await cast.maria.command("/concern", channel=cast.payments)
    await cast.maria.fill(
        {
            "What is it?": "Something worries me",
            "Your words": SAID,
            "Who should follow up?": "Tom",
        }
    )
    sent = await cast.maria.submit()
    assert not sent.errors, sent
    await close_all(cast.maria)
    await simulation.move(local("2026-03-10 12:00"))
    [kept] = await concerns(simulation)
    assert (kept.owner, kept.team) == (cast.tom.id, None)
    assert (await homes(cast.priya), len(cast.priya.direct_messages())) == before
    await cast.priya.command("/concern", "list")
    assert cast.priya.modal is not None
    assert "Nothing is open with you." in cast.priya.modal.plain()
    await close_all(cast.priya)
    await cast.priya.command("/concern", f"@{cast.maria.handle}")
    assert cast.priya.modal is not None
    assert "Nothing is open with Maria." in cast.priya.modal.plain()
    await close_all(cast.priya)
    assert "a worry" not in await data_of(cast.priya)
    await simulation.move(local("2026-03-14 12:00"))
    channel = [one.plain() for one in cast.payments.messages]
    assert not any("worry" in one or SAID in one for one in channel)


def test_R17_no_query_orders_or_counts_by_leader() -> None:
    counted = re.compile(r"\.(owner|leader)\b")
    found = []
    for path in sorted((Path(bot.__file__).parent / "store").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"order_by", "group_by"}
            ):
                by = " ".join(ast.unparse(one) for one in node.args)
                if counted.search(by):
                    found.append(f"{path.name}:{node.lineno} {by}")
    assert found == []


def test_R17_nothing_that_more_than_one_person_reads_names_a_leader() -> None:
    for scene in Scenes().all():
        if scene.part == "Weekly digest":
            shown = scene.shown
            said = json.dumps(shown.blocks if isinstance(shown, Message) else shown)
            assert not re.search(r"\b(Priya|Tom|Maria|Sam)\b", said), scene.name


def test_R22_ask_opens_an_empty_conversation_and_nothing_posts_as_a_user() -> None:
    addresses = []
    for scene in Scenes().all():
        shown = scene.shown
        said = json.dumps(shown.blocks if isinstance(shown, Message) else shown)
        addresses += re.findall(r'"url": "(https://slack.com[^"]+)"', said)
    assert len(addresses) > 20
    for one in addresses:
        assert re.fullmatch(r"https://slack\.com/app_redirect\?team=T\w+&channel=U\w+", one), one
    oauth = build()["oauth_config"]
    assert "user" not in oauth["scopes"]
    assert not {"chat:write.customize", "chat:write.public"} & set(oauth["scopes"]["bot"])


async def test_R22_every_message_is_the_bots_own(simulation: Simulation, cast: Cast) -> None:
    await raised(simulation, cast)
    calls = simulation.slack.calls_of("chat.postMessage")
    assert calls
    assert not any({"as_user", "username", "icon_url"} & set(one.args) for one in calls)
    card = last(cast.priya)
    await cast.priya.press(card, "Read it")
    await cast.priya.submit()
    await close_all(cast.priya)
    card = await asked(simulation, cast)
    before = len(simulation.slack.calls_of("chat.postMessage"))
    await cast.priya.press(card, "Message Maria")
    assert len(simulation.slack.calls_of("chat.postMessage")) == before
