"""The day before Friday's note: what leaders are asked, what they answer, what then goes out."""

import pytest

from bot.demo.simulation import Simulation, set_up_team
from bot.domain.delivery import DeliveryKind, DeliveryState
from slack_sandbox import Message, Person
from tests.conftest import Cast
from tests.scenarios.lives import data_of
from tests.scenarios.moments import always_touches, arrived, hear, local, rows, tell
from tests.scenarios.test_notes import Team, posted, private_parts, take_a_step, team_of

ASKED = "The digest for #"


def draft(leader: Person) -> Message:
    """The newest message that asks what the team may read."""
    return [one for one in leader.direct_messages() if ASKED in one.plain()][-1]


async def with_a_step(simulation: Simulation, cast: Cast, *, ticked: bool = True) -> None:
    """Thursday noon: Maria told Priya something, who chose a step for it."""
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya)
    await simulation.move(local("2026-03-12 12:00"))
    await take_a_step(cast.priya, "Staging access for everyone")
    if not ticked:
        await choose(cast.priya, {"Steps to include": []})


async def choose(leader: Person, fields: dict[str, object]) -> None:
    await leader.press(draft(leader), "Choose what's in it")
    await leader.fill(fields)
    sent = await leader.submit()
    assert not sent.errors, sent
    await leader.close_modal(all=True)


async def test_without_figures_nothing_goes_out_until_a_leader_says_so(
    simulation: Simulation, cast: Cast
) -> None:
    await with_a_step(simulation, cast)
    await simulation.move(local("2026-03-13 14:00"))
    assert posted(cast.payments) == []
    assert rows(simulation, DeliveryKind.DIGEST) == []
    await cast.priya.press(draft(cast.priya), "Post it as planned")
    await simulation.move(local("2026-03-13 15:00"))
    ((when, note),) = posted(cast.payments)
    assert when.startswith("Fri 13 Mar 14:0")
    assert "Staging access for everyone" in note.plain()
    shown = draft(cast.priya)
    assert "you chose on Fri 13 March to post it" in shown.plain()
    assert "Skip this one" not in shown.labels()
    await simulation.restart()
    await simulation.move(local("2026-03-15 23:00"))
    assert len(posted(cast.payments)) == 1


async def test_a_note_nobody_answers_is_over_with_its_week(
    simulation: Simulation, cast: Cast
) -> None:
    await with_a_step(simulation, cast)
    old = draft(cast.priya)
    await simulation.move(local("2026-03-16 12:00"))
    await cast.priya.press(old, "Post it as planned")
    assert "This has changed since;" in cast.priya.ephemerals()[-1].plain()
    assert "Post it as planned" not in old.labels()
    await simulation.move(local("2026-03-18 12:00"))
    assert posted(cast.payments) == []


async def test_skip_drops_the_post_and_a_later_answer_may_bring_it_back(
    simulation: Simulation, cast: Cast
) -> None:
    await with_a_step(simulation, cast)
    await cast.priya.press(draft(cast.priya), "Skip this one")
    await cast.priya.command("/concern", "digest")
    assert cast.priya.modal is not None
    assert "You skipped this one, so nothing goes out" in cast.priya.modal.plain()
    await cast.priya.press("modal", "Post it as planned")
    assert "Staging access for everyone" in cast.priya.modal.plain()
    await cast.priya.press("modal", "Skip this one")
    await simulation.move(local("2026-03-15 12:00"))
    assert posted(cast.payments) == []
    [row] = rows(simulation, DeliveryKind.DIGEST)
    assert row.state is DeliveryState.CANCELLED


async def test_a_leader_ticks_steps_and_writes_lines_that_rest_sealed(
    simulation: Simulation, cast: Cast
) -> None:
    await with_a_step(simulation, cast)
    await cast.priya.press(draft(cast.priya), "Choose what's in it")
    form = cast.priya.modal
    assert form is not None
    assert form.submit_label == "Save"
    assert "Staging access for everyone" in form.plain()
    await cast.priya.fill(
        {
            "Steps to include": [],
            "What changed, in your words": "We <moved> the *review* to Mondays",
        }
    )
    sent = await cast.priya.submit()
    assert not sent.errors
    assert cast.priya.modal is not None
    assert "• We <moved> the review to Mondays" in cast.priya.modal.plain()
    assert "Staging access" not in cast.priya.modal.plain()
    await cast.priya.close_modal(all=True)
    await simulation.move(local("2026-03-13 12:00"))
    ((_, note),) = posted(cast.payments)
    assert "• We <moved> the review to Mondays" in note.plain()
    assert "Staging access" not in note.plain()
    dump = str(rows(simulation))
    with simulation.bot.store.begin() as tx:
        for table in ("spoken", "published"):
            dump += str(tx.connection.exec_driver_sql(f"SELECT * FROM {table}").all())
    assert "review" not in dump
    # The leader's own words are in their data, and in nobody else's.
    own = await data_of(cast.priya)
    assert "Digest of #payments, Thu 12 March: you chose what the team reads" in own
    assert "We <moved> the *review* to Mondays" in own
    assert "Mondays" not in await data_of(cast.maria)


async def test_a_line_too_long_stays_in_its_form(simulation: Simulation, cast: Cast) -> None:
    await with_a_step(simulation, cast)
    await cast.priya.press(draft(cast.priya), "Choose what's in it")
    with pytest.raises(Exception, match="150"):
        await cast.priya.fill({"What changed, in your words": "x" * 151})
        await cast.priya.submit()


async def test_only_a_leader_of_the_team_sees_or_answers(
    simulation: Simulation, cast: Cast
) -> None:
    await with_a_step(simulation, cast)
    for person in (cast.maria, cast.dora, cast.stranger):
        answer = await person.command("/concern", "digest")
        assert answer.message is not None
        assert "You can't open this." in answer.message.plain()
        assert person.modal is None
    await cast.tom.command("/concern", "digest")
    assert cast.tom.modal is not None
    assert "Staging access" not in cast.tom.modal.plain()
    assert "payments" not in cast.tom.modal.plain()


async def two_leaders(simulation: Simulation) -> tuple[Team, Person]:
    """Four people are led by two; each of them came back to one and chose a step."""
    people = [simulation.workspace.add_person(f"p{n}", name=f"Person {n}") for n in range(4)]
    priya = simulation.workspace.add_person("priya", name="Priya Natarajan", admin=True)
    tom = simulation.workspace.add_person("tom", name="Tom Weber")
    channel = simulation.workspace.add_channel("payments", members=[priya, tom, *people])
    await priya.command("/concern", "team", channel=channel)
    await priya.fill(
        {
            "Who leads?": [priya, tom],
            "Who's on the team?": people,
            "Or a line of text": "People team, ext. 112",
        }
    )
    for _ in range(3):
        await priya.submit()
    await priya.close_modal(all=True)
    await simulation.move(local("2026-03-09 09:30"))
    await tom.press(tom.direct_messages()[-1], "See how it works")
    await tom.submit()
    await tom.submit()
    await tom.close_modal(all=True)
    for leader, person in ((priya, people[0]), (tom, people[1])):
        await person.command("/concern", f"@{leader.handle} I am stuck", channel=channel)
    await simulation.move(local("2026-03-10 12:00"))
    for leader in (priya, tom):
        await hear(leader, until="2026-03-12")
    await simulation.move(local("2026-03-12 12:00"))
    await take_a_step(priya, "Fewer meetings")
    await take_a_step(tom, "One ordered list")
    return Team(priya, people, channel), tom


async def test_several_leaders_have_one_note_and_each_speaks_for_their_own_steps(
    simulation: Simulation,
) -> None:
    team, tom = await two_leaders(simulation)
    await choose(team.leader, {"What changed, in your words": "Reviews on Mondays"})
    await tom.command("/concern", "digest")
    assert tom.modal is not None
    assert "Reviews on Mondays" in tom.modal.plain()
    assert "Fewer meetings" in tom.modal.plain()
    await tom.close_modal(all=True)
    await tom.press(draft(tom), "Choose what's in it")
    assert tom.modal is not None
    assert "Steps to include" in tom.modal.fields
    assert "One ordered list" in tom.modal.plain()
    await tom.fill({"Steps to include": ["One ordered list"]})
    await tom.close_modal(all=True)
    await simulation.move(local("2026-03-13 12:00"))
    ((_, note),) = posted(team.channel)
    assert "Fewer meetings" in note.plain()
    assert "Reviews on Mondays" in note.plain()
    assert "One ordered list" not in note.plain()


async def test_one_leader_who_skips_drops_the_note_of_all(simulation: Simulation) -> None:
    team, tom = await two_leaders(simulation)
    await team.leader.press(draft(team.leader), "Post it as planned")
    await tom.press(draft(tom), "Skip this one")
    await simulation.move(local("2026-03-15 12:00"))
    assert posted(team.channel) == []


async def test_figures_go_out_without_an_answer_with_the_steps_already_ticked(
    simulation: Simulation,
) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-10 12:00"))
    await hear(team.leader, until="2026-03-18", near=team.members[0].id)
    await simulation.move(local("2026-03-18 12:00"))
    await take_a_step(team.leader, "Quiet mornings")
    await simulation.move(local("2026-03-20 12:00"))
    ((_, note),) = posted(team.channel)
    assert "5 things were raised" in note.plain()
    assert "Quiet mornings" in note.plain()


async def test_skip_drops_figures_too(simulation: Simulation) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    always_touches(simulation, team.leader)
    await simulation.move(local("2026-03-19 12:00"))
    await team.leader.press(draft(team.leader), "Skip this one")
    await simulation.move(local("2026-03-22 12:00"))
    assert posted(team.channel) == []
    await simulation.move(local("2026-03-27 12:00"))
    ((when, note),) = posted(team.channel)
    assert when == "Fri 27 Mar 10:00"
    assert "5 things were raised" in note.plain()


async def test_a_preview_shows_what_is_posted_and_tells_nothing_twice(
    simulation: Simulation,
) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-17 12:00"))
    await team.leader.command("/concern", "digest")
    assert team.leader.modal is not None
    assert "Whether there are numbers is known on Thu 19 March." in team.leader.modal.plain()
    assert "things were raised" not in team.leader.modal.plain()
    await team.leader.close_modal(all=True)
    await simulation.move(local("2026-03-19 08:00"))
    await team.leader.command("/concern", "digest")
    seen = team.leader.modal
    assert seen is not None
    assert "5 things were raised" in seen.plain()
    await team.leader.close_modal(all=True)
    await team.members[0].open_home()
    await team.members[0].press("home", "Read it")
    await team.members[0].press("modal", "Take it back")
    if team.members[0].modal is not None and team.members[0].modal.submit_label:
        await team.members[0].submit()
    await team.leader.command("/concern", "digest")
    assert team.leader.modal is not None
    assert "5 things were raised" in team.leader.modal.plain()
    await team.leader.close_modal(all=True)
    await simulation.move(local("2026-03-20 12:00"))
    ((_, note),) = posted(team.channel)
    assert "5 things were raised" in note.plain()


async def test_before_a_monday_note_the_leader_is_asked_on_friday(simulation: Simulation) -> None:
    people = [simulation.workspace.add_person(f"p{n}", name=f"Person {n}") for n in range(3)]
    leader = simulation.workspace.add_person("priya", name="Priya Natarajan", admin=True)
    channel = simulation.workspace.add_channel("payments", members=[leader, *people])
    await set_up_team(leader, channel, people, contact="People team, ext. 112")
    await leader.command("/concern", "team", channel=channel)
    await leader.press("modal", "More settings")
    await leader.fill({"Day of the weekly digest": "Monday"})
    await leader.submit()
    await leader.close_modal(all=True)
    await tell(people[0], "I am stuck", channel)
    await simulation.move(local("2026-03-10 12:00"))
    await hear(leader, until="2026-03-18")
    await simulation.move(local("2026-03-13 12:00"))
    ((when, part),) = private_parts(leader)
    assert when.startswith("Fri 13 Mar 09:3")
    assert "1 raised with you" in part.plain()
    assert "The digest for #payments is planned for Mon" in part.plain()
    await choose(leader, {"What changed, in your words": "Reviews on Mondays"})
    await simulation.move(local("2026-03-16 12:00"))
    ((when, note),) = posted(channel)
    assert when == "Mon 16 Mar 10:00"
    assert "Reviews on Mondays" in note.plain()


async def test_a_leader_who_is_off_the_day_before_is_asked_the_day_before_that(
    simulation: Simulation, cast: Cast
) -> None:
    from tests.scenarios.moments import choose as prefer

    prefer(simulation, cast.priya, days=frozenset({1, 2, 3, 5}))
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-15 12:00"))
    assert "The digest for #payments is planned for Fri" in draft(cast.priya).plain()
    assert any(
        when.startswith("Wed 11 Mar")
        for when, one in arrived(cast.priya)
        if one == draft(cast.priya)
    )


async def test_a_note_whose_week_passed_unseen_is_dropped_and_the_next_goes_out(
    simulation: Simulation, capfd: pytest.CaptureFixture[str]
) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-20 12:00"))
    assert len(posted(team.channel)) == 1
    await simulation.move(local("2026-03-23 12:00"))
    for person in team.members[2:]:
        await tell(person, "I disagree", team.channel)
    simulation.clock.move_to(local("2026-03-30 08:00"))
    await simulation.restart()
    capfd.readouterr()
    await simulation.move(local("2026-04-03 12:00"))
    assert [when for when, _ in posted(team.channel)] == ["Fri 20 Mar 10:00", "Fri 03 Apr 10:00"]
    weeks = [row.occurrence for row in rows(simulation, DeliveryKind.DIGEST)]
    assert weeks == ["2026-W12", "2026-W14"]
    said = capfd.readouterr()
    assert "note dropped" in said.out + said.err
    assert "2026-W13" in said.out + said.err


@pytest.mark.parametrize("off", ["by its leader", "with its channel"])
async def test_weeks_in_which_the_note_was_off_are_not_called_missed(
    simulation: Simulation, capfd: pytest.CaptureFixture[str], off: str
) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-20 12:00"))
    assert len(posted(team.channel)) == 1
    capfd.readouterr()

    async def switch(*, on: bool) -> None:
        if off == "by its leader":
            await team.leader.command("/concern", "team", channel=team.channel)
            await team.leader.press("modal", "More settings")
            await team.leader.fill({"Day of the weekly digest": "Friday" if on else "No digest"})
            sent = await team.leader.submit()
            assert not sent.errors, sent
            await team.leader.close_modal(all=True)
        elif on:
            simulation.workspace.unarchive(team.channel)
        else:
            simulation.workspace.archive(team.channel)
        await simulation.slack.quiet()

    await simulation.move(local("2026-03-23 12:00"))
    for person in team.members[2:]:
        await tell(person, "I disagree", team.channel)
    await switch(on=False)
    simulation.clock.move_to(local("2026-04-07 08:00"))
    await simulation.rounds()
    await switch(on=True)
    await simulation.move(local("2026-04-10 12:00"))
    assert [when for when, _ in posted(team.channel)][1:] == ["Fri 10 Apr 10:00"]
    said = capfd.readouterr()
    assert "note dropped" not in said.out + said.err


async def test_a_note_every_four_weeks_with_a_chart_and_a_lost_channel_in_home(
    simulation: Simulation,
) -> None:
    team = await team_of(simulation, 8)
    await team.leader.command("/concern", "team", channel=team.channel)
    await team.leader.press("modal", "More settings")
    await team.leader.fill(
        {
            "More about the digest": [
                "Every four weeks instead of every week",
                "With a chart of what's still open",
            ]
        }
    )
    await team.leader.submit()
    await team.leader.close_modal(all=True)
    for person in team.members[:3]:
        await tell(person, "I am stuck", team.channel)
    for week in (13, 20, 27):
        simulation.clock.move_to(local(f"2026-03-{week} 12:00"))
        await simulation.rounds()
    for person in team.members[3:6]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-04-03 12:00"))
    assert posted(team.channel) == []
    await simulation.move(local("2026-04-11 12:00"))
    ((when, note),) = posted(team.channel)
    assert when == "Fri 10 Apr 10:00"
    assert "6 things were raised" in note.plain()
    assert any(block["type"] == "data_visualization" for block in note.blocks)
    simulation.workspace.archive(team.channel)
    await simulation.slack.quiet()
    home = await team.leader.open_home()
    assert home is not None
    assert "its digest is paused" in home.plain()
