"""/concern data: everything by or about a person, and nobody else's secrets."""

from bot.demo.simulation import Simulation
from tests.conftest import Cast
from tests.scenarios.lives import WORDS, close_all, data_of, heard, jump, questioned, raised
from tests.scenarios.moments import choose, keep, local, tell


async def test_data_holds_words_settings_history_private_answers_and_what_was_sent(
    simulation: Simulation, cast: Cast
) -> None:
    card = await questioned(simulation, cast, "About the same")
    leaders = await data_of(cast.priya)
    await cast.maria.press(card, "No change")
    await cast.maria.press(card, "Keep it to myself")
    choose(simulation, cast.maria, full_text=True)
    mine = await data_of(cast.maria)
    for kept in (
        WORDS,
        "Raised with Priya on Mon 9 March",
        "Maria · Raised",
        "Priya · Read, and said so",
        "Priya · Said: talked, and it's about the same",
        "Maria · Answered, for yourself only",
        "to you · A question to whoever raised it",
        "#payments",
        "You are on this team.",
        "Whole message in notifications (for screen readers and watches) · yes",
        "Name: Maria, Maria Silva",
        "Time zone: Europe/Lisbon",
    ):
        assert kept in mine, kept
    # R23: what she kept to herself changes nothing in what her leader has.
    assert await data_of(cast.priya) == leaders
    assert "Raised with you by Maria" in leaders and "for yourself only" not in leaders
    assert WORDS not in leaders, "her words open in the reading view, and in no list"
    assert "You have led it since" in leaders and "You set it up." in leaders


async def test_data_holds_no_step_that_its_leader_did_not_show_and_no_day_that_was_not_told(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await jump(simulation, "2026-03-12 12:00")
    card = cast.priya.direct_messages()[-1]
    await cast.priya.press(card, "Pick a next step")
    await cast.priya.fill(
        {
            "What will you do?": "Cut scope",
            "The step in your own words": "drop the export",
            "Who may read this step?": [],
        }
    )
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    mine = await data_of(cast.maria)
    assert "drop the export" not in mine and "Chose a next step" not in mine
    assert "drop the export" in await data_of(cast.priya)


async def test_data_tells_of_an_offer_once_its_author_was_asked_and_never_what_came_of_it(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("The release is on fire", channel=cast.payments)
    before = await data_of(cast.maria)
    await cast.sam.react("ear", message)
    assert await data_of(cast.maria) == before, "R21: nobody is told within ten minutes"
    made = await data_of(cast.sam)
    assert "you suggested following up on a message by Maria" in made
    await simulation.move(local("2026-03-09 12:00"))
    assert "On Mon 9 March Sam suggested following up" in await data_of(cast.maria)
    await cast.maria.press(cast.maria.direct_messages()[-1], "Yes, tell Priya")
    assert await data_of(cast.sam) == made
    assert "Sam" not in (await data_of(cast.priya)).split("You set it up.")[0]


async def test_data_says_who_says_to_lead_somebody_and_whom_they_said_to_lead(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.stranger.shortcut("note_a_talk")
    await cast.stranger.fill({"Who did you talk with?": cast.dora, "What did you hear?": "tired"})
    await cast.stranger.submit()
    await close_all(cast.stranger)
    about = await data_of(cast.dora)
    assert "Lee says they lead you" in about
    assert "Note by Lee about you" in about and "tired" in about
    assert "You said that you lead Dora." in await data_of(cast.stranger)


async def test_guests_read_notes_about_them_and_have_nothing_as_leaders(
    simulation: Simulation, cast: Cast
) -> None:
    """Sam was a member, and Tom a leader; both are guests by now (P6)."""
    await keep(cast.priya, cast.sam, "worn out", cast.payments)
    await tell(cast.dora, "I am stuck", cast.design)
    await simulation.move(local("2026-03-10 12:00"))
    assert "Raised with you by Dora" in await data_of(cast.tom)
    for guest in (cast.sam, cast.tom):
        simulation.workspace.change(guest, guest="multi")
    await simulation.rounds()
    mine = await data_of(cast.sam)
    assert "worn out" in mine and "Note by Priya" in mine and "You are a guest here." in mine
    theirs = await data_of(cast.tom)
    assert "Raised with you by" not in theirs and "I am stuck" not in theirs
    refused = await cast.sam.command("/concern", "I am stuck", channel=cast.payments)
    await close_all(cast.sam)
    assert "full members" in (refused.message.plain() if refused.message else "full members")


async def test_R41_data_of_a_leader_holds_nothing_before_its_hour(
    simulation: Simulation, cast: Cast
) -> None:
    before = await data_of(cast.priya)
    await cast.maria.command("/concern", WORDS, channel=cast.payments)
    assert await data_of(cast.priya) == before
    await raised(simulation, cast, "and stuck")
    assert "Raised with you by Maria" in await data_of(cast.priya)
