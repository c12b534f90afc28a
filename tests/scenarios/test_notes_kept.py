"""Notes are no secret: who they are about is told once, and can have them removed."""

import pytest

from bot.demo.simulation import Simulation, set_up_team
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.settings import Notes
from bot.domain.taxonomy import Signal
from slack_sandbox import Message, Person
from tests.conftest import Cast
from tests.scenarios.lives import close_all, data_of, jump, last, letters, what_i_said
from tests.scenarios.moments import arrived, choose, local, rows
from tests.scenarios.rows import concerns, nothing_stored, words_of, workspace_of

KEPT = "wrote a short note in Heard"
OVER = "about you are deleted."
WORDS = "worn out by the migration"


async def note(writer: Person, about: Person, words: str = WORDS) -> Message:
    answer = await writer.command("/concern", f"@{about.handle} {words}")
    assert answer.message is not None
    return answer.message


async def note_by_form(writer: Person, about: Person, words: str = WORDS) -> str:
    """What is said after a note was sent by the shortcut; empty where it was kept."""
    await writer.shortcut("note_a_talk")
    await writer.fill({"Who did you talk with?": about, "What did you hear?": words})
    sent = await writer.submit()
    said = " ".join(sent.errors.values())
    await writer.close_modal(all=True)
    return said


def told(person: Person) -> list[tuple[str, Message]]:
    return [(at, one) for at, one in arrived(person) if KEPT in one.plain() or OVER in one.plain()]


async def test_R40_the_first_note_tells_its_person_once_on_their_next_working_day(
    simulation: Simulation, cast: Cast
) -> None:
    saved = await note(cast.priya, cast.maria)
    assert "On Tue 10 March I tell @Maria once that you keep notes." in saved.plain()
    await note(cast.priya, cast.maria, "still worn out, friday")
    choose(simulation, cast.maria, silent=True)
    await simulation.move(local("2026-03-10 09:00"))
    assert told(cast.maria) == []
    await simulation.move(local("2026-03-12 12:00"))
    [(at, message)] = told(cast.maria)
    assert at.startswith("Tue 10 Mar 09:"), "even to who wants no messages: it is about them"
    assert message.text == "About notes in Heard."
    assert message.labels() == ["Read the notes", "Remove these notes"], "by team she leads Maria"
    await cast.maria.press(message, "Read the notes")
    assert cast.maria.modal is not None and WORDS in cast.maria.modal.plain()
    await cast.maria.close_modal(all=True)
    assert [one.recipient for one in rows(simulation, DeliveryKind.NOTE_KEPT)] == [cast.maria.id]


async def test_R40_taken_back_before_then_nobody_is_told_and_the_next_one_is_the_first(
    simulation: Simulation, cast: Cast
) -> None:
    saved = await note(cast.priya, cast.maria)
    await cast.priya.press(saved, "Take it back")
    await simulation.move(local("2026-03-10 12:00"))
    assert told(cast.maria) == []
    await note(cast.priya, cast.maria)
    await simulation.move(local("2026-03-11 12:00"))
    assert len(told(cast.maria)) == 1


async def test_who_is_not_led_says_so_and_the_notes_and_the_next_ones_are_gone(
    simulation: Simulation, cast: Cast
) -> None:
    """Lee keeps notes about Dora by his own word alone."""
    assert await note_by_form(cast.stranger, cast.dora) == ""
    assert await note_by_form(cast.stranger, cast.dora, "again") == ""
    await jump(simulation, "2026-03-10 12:00")
    [(_, message)] = told(cast.dora)
    assert message.labels() == ["Read the notes", "Lee doesn't lead me"]
    before = len(cast.tom.direct_messages())
    await cast.dora.press(message, "Lee doesn't lead me")
    assert message.live.labels() == [] and "about you are deleted." in message.live.plain()
    assert [await words_of(simulation, one) for one in await concerns(simulation)] == [[], []]
    assert "says that you don't lead them" in await note_by_form(cast.stranger, cast.dora)
    await cast.stranger.command("/concern", "@dora is stuck again")
    await close_all(cast.stranger)
    assert len(await concerns(simulation)) == 2
    # The writer learns of it with what they are told next, and nobody else does.
    await note_by_form(cast.stranger, cast.maria, "a talk about the release")
    await jump(simulation, "2026-03-16 16:00")
    said = " ".join(one.plain() for one in cast.stranger.direct_messages())
    assert "Dora says you don't lead them" in said
    assert len(cast.tom.direct_messages()) == before


async def test_whoever_is_led_can_have_notes_removed_and_the_leader_may_write_again(
    simulation: Simulation, cast: Cast
) -> None:
    await note(cast.priya, cast.maria)
    await simulation.move(local("2026-03-10 12:00"))
    [(_, message)] = told(cast.maria)
    await cast.maria.press(message, "Remove these notes")
    [gone] = await concerns(simulation)
    assert await words_of(simulation, gone) == []
    await note(cast.priya, cast.maria, "once more")
    assert len(await concerns(simulation)) == 2
    await simulation.move(local("2026-03-13 12:00"))
    assert len(told(cast.maria)) == 1, "once"
    tails = " ".join(one.plain() for one in cast.priya.direct_messages())
    assert "was removed at Maria" in tails or "had your note of" in tails


@pytest.mark.parametrize("door", ["command", "form", "who is this for", "said before"])
async def test_teammates_keep_no_notes_on_each_other_through_any_door(
    simulation: Simulation, cast: Cast, door: str
) -> None:
    if door == "command":
        await cast.sam.command("/concern", f"@maria {WORDS}")
    elif door == "form":
        assert "neither of you leads the other" in await note_by_form(cast.sam, cast.maria)
    elif door == "said before":
        with simulation.bot.store.begin() as tx:
            sam, maria = PersonId(cast.sam.id), PersonId(cast.maria.id)
            tx.leadership.say_leads(workspace_of(simulation), sam, maria)
        await cast.sam.command("/concern", f"@maria {WORDS}")
        message = await cast.maria.say("I drown", channel=cast.payments)
        await cast.sam.react("ear", message)
        assert all(one.kind == "raised" for one in await concerns(simulation))
        return
    else:
        # Her own leader may; a leader she shares a team with only as a colleague may not.
        both = simulation.workspace.add_channel("leads", members=[cast.priya, cast.sam, cast.maria])
        await set_up_team(cast.priya, both, [cast.sam, cast.maria], contact="")
        assert "neither of you" in await note_by_form(cast.maria, cast.sam)
    assert await nothing_stored(simulation)


@pytest.mark.parametrize("setting", [Notes.OFF, Notes.WITH_TEAM])
async def test_a_workspace_may_allow_notes_on_the_own_team_only_or_none(
    simulation: Simulation, cast: Cast, setting: Notes
) -> None:
    await cast.priya.open_home()
    await cast.priya.press("home", "Workspace settings")
    off, team = "Off", "Only by leads, about people on their team"
    chosen = off if setting is Notes.OFF else team
    await cast.priya.fill({"Notes after a talk": chosen})
    assert not (await cast.priya.submit()).errors
    await cast.priya.close_modal(all=True)
    if setting is Notes.WITH_TEAM:
        assert "Notes are switched off" in await note_by_form(cast.priya, cast.dora)
        assert await note_by_form(cast.priya, cast.maria) == ""
        return
    await cast.priya.shortcut("note_a_talk")
    assert cast.priya.modal is not None
    assert "Nothing was saved. Notes are switched off here." in cast.priya.modal.plain(), (
        "before anything is written"
    )
    await cast.priya.close_modal(all=True)
    view = await cast.priya.open_home()
    assert view is not None and "Note as a lead" not in view.labels()
    await cast.priya.command("/concern", f"@maria {WORDS}")
    assert await nothing_stored(simulation)


async def test_guests_are_never_the_subject_and_get_no_share(
    simulation: Simulation, cast: Cast
) -> None:
    guest = simulation.workspace.add_person("gus", display_name="Gus", guest="multi")
    assert "full members" in await note_by_form(cast.priya, guest)
    assert await nothing_stored(simulation)
    saved = await note(cast.priya, cast.maria)
    simulation.workspace.change(cast.maria, guest="multi")
    await simulation.slack.quiet()
    await cast.priya.press(saved, "Share with Maria")
    await simulation.move(local("2026-03-10 12:00"))
    assert not any("shared a note with you" in one.plain() for one in cast.maria.direct_messages())


async def test_a_note_can_be_corrected_and_the_old_words_are_gone(
    simulation: Simulation, cast: Cast
) -> None:
    await note(cast.priya, cast.maria, "worn out by the migratoin")
    view = await cast.priya.open_home()
    assert view is not None
    await cast.priya.press("home", "Read it")
    await cast.priya.press("modal", "Change it")
    assert cast.priya.modal is not None
    assert cast.priya.modal.fields["What did you hear?"].value == "worn out by the migratoin"
    await cast.priya.fill({"What did you hear?": WORDS})
    assert not (await cast.priya.submit()).errors
    await cast.priya.close_modal(all=True)
    [one] = await concerns(simulation)
    assert await words_of(simulation, one) == [WORDS]
    shown = await data_of(cast.maria)
    assert WORDS in shown and "migratoin" not in shown


@pytest.mark.parametrize(
    ("chosen", "topic"), [(None, Signal.OTHER), ("being blocked", Signal.STUCK)]
)
async def test_a_corrected_note_is_about_what_it_says_now(
    simulation: Simulation, cast: Cast, chosen: str | None, topic: Signal
) -> None:
    """The topic of the old words goes with them, and one that the leader chose stays."""
    saved = await note(cast.priya, cast.maria, "overloaded by on-call")
    [one] = await concerns(simulation)
    assert one.signal is Signal.OVERLOADED and one.pressures
    if chosen is not None:
        await cast.priya.choose(saved, "topic", chosen)
    await cast.priya.open_home()
    await cast.priya.press("home", "Read it")
    await cast.priya.press("modal", "Change it")
    await cast.priya.fill({"What did you hear?": "asked for the new chair by the window"})
    assert not (await cast.priya.submit()).errors
    [one] = await concerns(simulation)
    assert one.signal is topic
    assert bool(one.pressures) is (chosen is not None)


async def test_nothing_says_of_a_shared_note_that_its_person_raised_it(
    simulation: Simulation, cast: Cast
) -> None:
    """They are told that it waits, asked about it, and correct it: it is their leader's note."""
    answer = await cast.priya.command(
        "/concern", "@maria is stuck, thursday", channel=cast.payments
    )
    assert answer.message is not None
    await cast.priya.press(answer.message, "Share with Maria")
    await simulation.move(local("2026-03-09 12:00"))
    await cast.priya.command("/concern", "pause until 2026-03-18")
    await simulation.move(local("2026-03-10 12:00"))
    assert "is away, and here again on Wed 18 March" in last(cast.maria).plain()
    await cast.priya.command("/concern", "pause until 2026-03-11")
    await simulation.move(local("2026-03-12 12:00"))
    await cast.priya.press(last(cast.priya), "We've talked")
    await cast.priya.fill({"How is it now, as you understood Maria?": "About the same"})
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    await simulation.move(local("2026-03-17 12:00"))
    assert "changed" in last(cast.maria).plain()
    said = " ".join(f"{one.text} {one.plain()}" for one in letters(cast.maria))
    assert "you raised" not in said.lower()
    view = await what_i_said(cast.maria)
    assert "Not quite" in view.labels()
    await cast.maria.press("modal", "Not quite")
    assert cast.maria.modal is not None
    await cast.maria.fill({next(iter(cast.maria.modal.fields)): "It is the tests"})
    assert not (await cast.maria.submit()).errors
    await simulation.move(local("2026-03-18 12:00"))
    assert "Maria read what you wrote and corrected something" in last(cast.priya).plain()
