"""The forms: tell your leader, note a talk, and the menu of a message."""

from datetime import date, timedelta

from bot.casework.raising import NoteContent, note_by_form
from bot.demo.simulation import Simulation
from bot.domain.concern.states import Kind, Meeting, State
from bot.messages.controls import Shortcut
from slack_sandbox import Channel, Message, Person
from tests.conftest import Cast
from tests.scenarios.lives import data_of

from .rows import nothing_stored, the_concern, words_of

WORDS = "three pages a night"


def form_of(person: Person) -> str:
    assert person.modal is not None
    return person.modal.plain()


def link_to(channel: Channel, message: Message) -> str:
    return f"https://acme.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"


# Raise something


async def test_every_field_of_the_form_is_kept(simulation: Simulation, cast: Cast) -> None:
    assert (await cast.maria.shortcut(Shortcut.SAY)).ok
    form = form_of(cast.maria)
    assert form.startswith("Raise something")
    assert "You don't need a solution." in form
    assert "In danger? Call your local emergency number." in form
    assert "People team, ext. 112" in form
    await cast.maria.fill(
        {
            "What is it?": "I have too much on my plate",
            "Your words": WORDS,
            "What would help?": "Just listening",
            "How soon would you like to hear back?": "Today or tomorrow",
            "What's behind it?": ["Incidents or on-call", "Technical debt"],
            "Who should follow up?": "Priya",
        }
    )
    assert (await cast.maria.submit()).action == "update"
    assert form_of(cast.maria).startswith("Saved")
    assert "@Priya gets this" in form_of(cast.maria)

    kept = await the_concern(simulation)
    assert (kept.raiser, kept.owner, kept.kind) == (cast.maria.id, cast.priya.id, Kind.RAISED)
    assert kept.signal == "overloaded"
    assert kept.help == "listen"
    assert kept.how_soon == "today"
    assert [one.value for one in kept.pressures] == ["incident", "debt"]
    assert await words_of(simulation, kept) == [WORDS]


async def test_the_form_names_the_writers_own_leader_first(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.shortcut(Shortcut.SAY)
    assert cast.maria.modal is not None
    who = cast.maria.modal.fields["Who should follow up?"]
    assert who.options == ["Priya", "Tom"]
    assert who.value == "Priya"


async def test_somebody_else_who_has_promised_can_come_back_to_it(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.shortcut(Shortcut.SAY)
    await cast.maria.fill(
        {"What is it?": "It is about how I am led", "Your words": WORDS, "Who should": "Tom"}
    )
    assert (await cast.maria.submit()).ok
    assert (await the_concern(simulation)).owner == cast.tom.id
    await simulation.move(timedelta(days=2))
    assert "Maria" in cast.tom.direct_messages()[-1].plain()
    assert not any("Maria" in one.plain() for one in cast.priya.direct_messages())


async def test_how_somebody_is_led_does_not_go_to_who_leads_them(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.shortcut(Shortcut.SAY)
    await cast.maria.fill(
        {"What is it?": "It is about how I am led", "Your words": WORDS, "Who should": "Priya"}
    )
    sent = await cast.maria.submit()
    assert list(sent.errors) == ["Who should follow up?"]
    assert await nothing_stored(simulation)
    assert cast.maria.modal is not None
    assert cast.maria.modal.fields["Your words"].value == WORDS


async def test_the_button_in_home_opens_the_same_form(simulation: Simulation, cast: Cast) -> None:
    await cast.maria.open_home()
    await cast.maria.press("home", "Raise something")
    assert form_of(cast.maria).startswith("Raise something")
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": WORDS})
    assert (await cast.maria.submit()).ok
    assert cast.maria.home is not None
    assert "being blocked" in cast.maria.home.plain()
    assert WORDS not in cast.maria.home.plain()


async def test_the_teams_channel_has_a_button_for_it(simulation: Simulation, cast: Cast) -> None:
    hello = cast.payments.messages[0]
    await cast.sam.press(hello, "Raise something")
    await cast.sam.fill({"What is it?": "I am stuck", "Your words": WORDS})
    assert (await cast.sam.submit()).ok
    assert (await the_concern(simulation)).raiser == cast.sam.id


async def test_a_guest_gets_a_sentence_instead_of_a_form(
    simulation: Simulation, cast: Cast
) -> None:
    guest = simulation.workspace.add_person("gus", guest="multi")
    for shortcut in (Shortcut.SAY, Shortcut.NOTE):
        await guest.shortcut(shortcut)
        if guest.modal is not None and guest.modal.submit_label is not None:
            await guest.fill({"Who did you talk with?": cast.maria, "What did you hear?": WORDS})
            sent = await guest.submit()
            assert "Nothing was sent. Heard works only between full members of this workspace." in [
                *sent.errors.values()
            ]
        else:
            assert (
                "Nothing was sent. Heard works only between full members of this workspace."
                in form_of(guest)
            )
        await guest.close_modal(all=True)
    assert await nothing_stored(simulation)


# Add a note


async def test_a_note_is_kept_for_its_leader_alone(simulation: Simulation, cast: Cast) -> None:
    assert (await cast.priya.shortcut(Shortcut.NOTE)).ok
    assert form_of(cast.priya).startswith("A note after a talk")
    await cast.priya.fill(
        {
            "Who did you talk with?": cast.maria,
            "What did you hear?": WORDS,
            "Or remind me on another day": date(2026, 3, 20),
            "We'll talk in our 1:1": True,
        }
    )
    assert (await cast.priya.submit()).ok
    assert "Saved. I'll remind you to follow up" in form_of(cast.priya)
    kept = await the_concern(simulation)
    assert (kept.kind, kept.owner, kept.raiser) == (Kind.NOTE, cast.priya.id, cast.maria.id)
    assert (kept.promise.come_back_on, kept.promise.meeting) == (
        date(2026, 3, 20),
        Meeting.ONE_ON_ONE,
    )
    await simulation.move(timedelta(days=2))
    assert [one.text for one in cast.maria.direct_messages()] == ["About notes in Heard."]


async def test_a_note_can_be_shared_at_once_and_removed(simulation: Simulation, cast: Cast) -> None:
    await cast.priya.command("/concern", "@maria")
    await cast.priya.press("modal", "Note as a lead")
    await cast.priya.fill({"What did you hear?": WORDS, "Share it with Maria now": True})
    assert (await cast.priya.submit()).ok
    assert (await the_concern(simulation)).kind is Kind.SHARED
    await simulation.move(timedelta(hours=3))
    [told] = cast.maria.direct_messages()
    assert told.text == "Someone shared a note with you."
    assert "@Priya shared a note with you" in told.plain()
    assert WORDS not in told.plain()
    await cast.maria.press(told, "Read it")
    assert WORDS in form_of(cast.maria)
    await cast.maria.press("modal", "Please remove it")
    kept = await the_concern(simulation)
    assert kept.state is State.WITHDRAWN
    assert await words_of(simulation, kept) == []


async def test_R40_a_note_needs_neither_team_nor_contact(simulation: Simulation) -> None:
    ws = simulation.workspace
    ann, bob = ws.add_person("ann", display_name="Ann"), ws.add_person("bob", display_name="Bob")
    await ann.command("/concern", "@bob overloaded by on-call, tomorrow")
    await ann.press("modal", "I lead Bob: add a note")
    assert ann.modal is not None
    assert ann.modal.fields["What did you hear?"].value == "overloaded by on-call"
    assert (await ann.submit()).ok
    kept = await the_concern(simulation)
    assert (kept.owner, kept.raiser) == (ann.id, bob.id)
    await simulation.move(timedelta(days=1, hours=2))
    assert ann.direct_messages()[-1].plain().startswith("How is that situation now?")
    said = await data_of(bob)
    assert "Note by Ann about you, Mon 9 March; Heard shows it to you and" in said
    assert "overloaded by on-call" in said


async def test_a_day_that_will_not_do_stands_at_its_field(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.shortcut(Shortcut.NOTE)
    await cast.priya.fill({"Who did you talk with?": cast.maria, "What did you hear?": WORDS})
    for day, sentence in (
        (date(2026, 3, 9), "The earliest day is tomorrow."),
        (date(2026, 9, 9), "The latest day for this is Mon 20 April."),
    ):
        await cast.priya.fill({"Or remind me on another day": day})
        assert list((await cast.priya.submit()).errors.items()) == [
            ("Or remind me on another day", sentence)
        ]
    assert cast.priya.modal is not None
    assert cast.priya.modal.fields["What did you hear?"].value == WORDS
    assert await nothing_stored(simulation)


async def test_nobody_writes_a_note_about_themselves_or_a_guest(
    simulation: Simulation, cast: Cast
) -> None:
    guest = simulation.workspace.add_person("gus", guest="multi")
    await cast.priya.shortcut(Shortcut.NOTE)
    for person, sentence in (
        (cast.priya, "Nothing was sent. That's you; who should follow up?"),
        (guest, "Nothing was sent. Heard works only between full members of this workspace."),
    ):
        await cast.priya.fill({"Who did you talk with?": person, "What did you hear?": WORDS})
        sent = await cast.priya.submit()
        assert sent.errors == {"Who did you talk with?": sentence}
    assert await nothing_stored(simulation)


# Follow up on this


async def test_ones_own_message_is_raised_with_its_link(simulation: Simulation, cast: Cast) -> None:
    message = await cast.maria.say("I drown in alerts", channel=cast.payments)
    assert (await cast.maria.message_shortcut(Shortcut.MESSAGE, message)).ok
    assert form_of(cast.maria).startswith("Raise something")
    assert "The linked message" in form_of(cast.maria)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": WORDS})
    assert (await cast.maria.submit()).ok
    kept = await the_concern(simulation)
    assert (kept.owner, kept.link) == (cast.priya.id, link_to(cast.payments, message))


async def test_it_works_where_the_bot_is_not_a_member(simulation: Simulation, cast: Cast) -> None:
    room = simulation.workspace.add_channel(
        "hidden", members=[cast.maria, cast.priya], private=True, bot_is_member=False
    )
    message = await cast.maria.say("I drown in alerts", channel=room)
    await cast.maria.message_shortcut(Shortcut.MESSAGE, message)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": WORDS})
    assert (await cast.maria.submit()).ok
    assert (await the_concern(simulation)).link == link_to(room, message)


async def test_a_message_of_somebody_one_leads_becomes_a_note_with_its_link(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("I drown in alerts", channel=cast.payments)
    await cast.priya.message_shortcut(Shortcut.MESSAGE, message)
    assert form_of(cast.priya).startswith("A note after a talk")
    assert "You talked with Maria." in form_of(cast.priya)
    assert (await cast.priya.submit()).ok, "words may stay empty where there is a link"
    kept = await the_concern(simulation)
    assert (kept.kind, kept.owner, kept.raiser) == (Kind.NOTE, cast.priya.id, cast.maria.id)
    assert kept.link == link_to(cast.payments, message)
    assert await words_of(simulation, kept) == []


async def test_a_colleagues_message_is_asked_about_and_told_to_nobody(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(timedelta(hours=2, minutes=5))
    leader_saw = len(cast.priya.direct_messages())
    message = await cast.maria.say("I drown in alerts", channel=cast.payments)
    await cast.sam.message_shortcut(Shortcut.MESSAGE, message)
    if cast.sam.modal is not None and cast.sam.modal.submit_label:
        assert await nothing_stored(simulation)
        await cast.sam.submit()
    assert (await the_concern(simulation)).state is State.OFFERED
    await simulation.rounds()
    [asked] = cast.maria.direct_messages()
    assert "Sam thinks your message in #payments is worth following up." in asked.plain()
    assert len(cast.priya.direct_messages()) == leader_saw
    await cast.maria.press(asked, "Yes, tell Priya")
    assert (await the_concern(simulation)).state is State.RAISED


async def test_messages_of_guests_bots_and_people_on_no_team_get_a_sentence(
    simulation: Simulation, cast: Cast
) -> None:
    guest = simulation.workspace.add_person("gus", guest="multi")
    cast.payments.members.append(guest.user)
    theirs = await guest.say("hm", channel=cast.payments)
    strangers = await cast.stranger.say("hm", channel=cast.payments)
    for message, sentence in (
        (theirs, "Nothing was sent. Heard works only between full members of this workspace."),
        (
            cast.payments.messages[0],
            "Nothing was sent. Heard works only between full members of this workspace.",
        ),
        (strangers, "I don't know who leads"),
    ):
        await cast.sam.message_shortcut(Shortcut.MESSAGE, message)
        assert sentence in form_of(cast.sam)
        await cast.sam.close_modal()
    await cast.stranger.message_shortcut(Shortcut.MESSAGE, strangers)
    assert "Nothing was sent. I don't know who leads you here." in form_of(cast.stranger)
    assert await nothing_stored(simulation)


async def test_sharing_with_people_one_only_says_to_lead_has_an_end_each_day(
    simulation: Simulation, cast: Cast
) -> None:
    workspace = simulation.bot.installation.workspace
    crowd = [simulation.workspace.add_person(f"p{n}", name=f"Person {n}") for n in range(6)]
    for one in crowd:
        await one.open_home()
    for n, one in enumerate(crowd[:5]):
        note = NoteContent(words="after a talk", share=True)
        await simulation.bot.runner.run(
            workspace, note_by_form, cast.dora.id, one.id, note, f"V{n}"
        )
    await cast.dora.shortcut(Shortcut.NOTE)
    await cast.dora.fill(
        {
            "Who did you talk with?": crowd[5],
            "What did you hear?": "one more",
            "Share it with that person now": True,
        }
    )
    sent = await cast.dora.submit()
    assert "That's the limit for today" in " ".join(sent.errors.values())
    await simulation.move(timedelta(days=1, minutes=1))
    assert not (await cast.dora.submit()).errors
