"""[Send me a file]: answered at once, sent as two files that open without Slack or network."""

import json
from html.parser import HTMLParser

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind
from slack_sandbox import Message, Person
from tests.conftest import Cast
from tests.scenarios.lives import WORDS, close_all, questioned
from tests.scenarios.moments import keep, local, rows, tell

LOADS = {"img", "script", "link", "iframe", "object", "embed", "video", "audio", "source", "form"}


class Page(HTMLParser):
    """What stands in the page, and what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


async def ask(person: Person) -> str:
    """Press the button; what is said at once."""
    await person.command("/concern", "data")
    await person.press("modal", "Send me a file")
    assert person.modal is not None
    said = person.modal.plain()
    await close_all(person)
    return said


def files_of(simulation: Simulation, message: Message) -> tuple[Page, dict[str, object], str]:
    """The page, the data, and both as they lie on the disk."""
    page, data = (simulation.slack.files[file["id"]].decode() for file in message.files)
    return Page(page), json.loads(data), page + data


async def test_R50_whoever_asks_is_answered_at_once_and_gets_one_file_with_everything(
    simulation: Simulation, cast: Cast
) -> None:
    card = await questioned(simulation, cast, "About the same")
    await cast.maria.press(card, "It's worse")
    await cast.maria.press(card, "Keep it to myself")
    await keep(cast.priya, cast.maria, "worn out & <tired>", cast.payments)
    before = len(cast.maria.direct_messages())
    calls = len(simulation.slack.calls)
    assert "I'm making your file" in await ask(cast.maria)
    assert "I'm making your file" in await ask(cast.maria), "pressed twice, one is under way"
    methods = [call.method for call in simulation.slack.calls[calls:]]
    assert not any(method.startswith("files.") for method in methods)
    await simulation.rounds()
    [message] = cast.maria.direct_messages()[before:]
    assert [file["name"].rpartition(".")[2] for file in message.files] == ["html", "json"]
    assert WORDS not in message.text + json.dumps(message.blocks), "R1"

    page, data, _ = files_of(simulation, message)
    assert WORDS in page.text and "worn out & <tired>" in page.text
    assert "Answered, for yourself only" in page.text
    concerns = data["concerns"]
    assert isinstance(concerns, list)
    raised, note = concerns
    assert raised["words"][0]["text"] == WORDS and raised["you_are"] == "raiser"
    assert "keep_private" in [one["act"] for one in raised["history"]]
    assert note["you_are"] == "person_of_the_note" and note["leader"]["name"] == "Priya"
    assert data["settings"]["days"] == [1, 2, 3, 4, 5]  # type: ignore[index]


async def test_the_page_opens_from_a_disk_and_reads_aloud(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I & <img src=x onerror=alert(1)> drown", cast.payments)
    await ask(cast.maria)
    await simulation.rounds()
    page, _, _ = files_of(simulation, cast.maria.direct_messages()[-1])
    assert not LOADS & {tag for tag, _ in page.tags}, "nothing comes from afar, and nothing runs"
    assert not any(name.startswith("on") for _, given in page.tags for name in given)
    assert page.of("html") == [{"lang": "en-US"}] and page.of("h1") and page.of("main")
    assert page.of("meta")[1]["http-equiv"] == "Content-Security-Policy"
    named = {section["aria-labelledby"] for section in page.of("section")}
    assert named == {heading["id"] for heading in page.of("h2")}
    assert {f"#{name}" for name in named} <= {link.get("href") for link in page.of("a")}
    assert "I & <img src=x onerror=alert(1)> drown" in page.text


async def test_without_the_permission_a_sentence_says_so_and_nothing_is_sent(
    simulation: Simulation, cast: Cast
) -> None:
    """An installation of before: Slack does not let the bot send files."""
    simulation.app.scopes.remove("files:write")
    before = len(cast.maria.direct_messages())
    assert "I'm making your file" in await ask(cast.maria), "it could when it was started"
    await simulation.rounds()
    [message] = cast.maria.direct_messages()[before:]
    assert "no permission to send files" in message.plain() and not message.files
    await simulation.restart()
    said = await ask(cast.maria)
    assert "Nothing was sent" in said and "installing me again" in said
    assert len(rows(simulation, DeliveryKind.DATA_FILE)) == 1
    simulation.app.scopes.append("files:write")
    assert "I'm making your file" in await ask(cast.maria), "asked again, Slack says that it may"


async def test_one_persons_file_holds_nobody_elses_unread_words_and_no_private_answer(
    simulation: Simulation, cast: Cast
) -> None:
    card = await questioned(simulation, cast, "About the same")
    await cast.maria.press(card, "No change")
    await cast.maria.press(card, "Keep it to myself")
    await keep(cast.priya, cast.maria, "CANARY of a note", cast.payments)
    await tell(cast.sam, "CANARY of Sam before its hour", cast.payments)
    for person in (cast.priya, cast.sam, cast.tom, cast.stranger):
        await ask(person)
        await simulation.rounds()
        _, _, text = files_of(simulation, person.direct_messages()[-1])
        others = {"CANARY of a note", "CANARY of Sam", WORDS, "keep_private", "for yourself only"}
        own = {cast.priya: {"CANARY of a note"}, cast.sam: {"CANARY of Sam"}}.get(person, set())
        assert [found for found in others - own if found in text] == []
        assert all(found in text for found in own)
        assert (cast.sam.id in text) is (person in (cast.sam,)), "nobody learns that Sam spoke"
    await simulation.move(local("2026-03-17 12:00"))
