"""What somebody chooses in their settings, and that it is kept."""

from datetime import date, time
from typing import Any

import pytest

from bot.demo.simulation import Simulation
from bot.domain.calendar import TalkHour
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.refusals import TalkHoursUnread
from bot.domain.rhythm import Detail
from bot.domain.settings import Preferences
from bot.messages.forms.form_elements import with_more
from bot.messages.forms.setting_elements import read_talk_hours
from bot.messages.forms.settings import SettingsInput, more_of_settings, settings_form
from docs.samples import PRIYA
from slack_sandbox import Person
from tests.conftest import Cast
from tests.gallery import state_of
from tests.scenarios.lives import find_and_choose
from tests.scenarios.moments import (
    asked,
    change_teams,
    clock,
    days,
    hear,
    keep,
    local,
    tell,
)


async def choose(person: Person, **entries: Any) -> dict[str, str]:
    """Fill in the settings and save them; gives what was refused, by field."""
    await person.command("/concern", "settings")
    await person.press("modal", "More settings")
    region = entries.pop("region", None)
    await person.fill({LABELS.get(name, name): wanted for name, wanted in entries.items()})
    if region is not None:
        await find_and_choose(person, "region", region)
    sent = await person.submit()
    if person.modal is not None:
        await person.close_modal(all=True)
    return dict(sent.errors)


LABELS = {
    "hour": "When should I write to you?",
    "often": "Reminders: how often?",
    "items": "Items per message",
    "talks": "Quiet hours",
    "work_begins": "Workday starts",
    "work_ends": "Workday ends",
    "days": "Workdays",
    "region": "Public holidays",
    "pause": "Pause until",
    "detail": "What messages to me show",
    "full": "Whole message in notifications (for screen readers and watches)",
    "offers": "Ask me when a colleague suggests following up on my message",
    "silent": "Never write to me first (replies are then only in Home)",
}


def labels_of(view: dict[str, Any]) -> list[str]:
    return [one["label"]["text"] for one in view["blocks"] if one["type"] == "input"]


def test_the_language_is_asked_for_only_where_there_are_several() -> None:
    few = settings_form(PRIYA, leads=False, contact=None)

    def form(*shipped: str) -> dict[str, Any]:
        return with_more(few, more_of_settings(PRIYA, leads=False, shipped=shipped))

    assert "Language" not in labels_of(form("en"))
    view = form("de", "en")
    assert "Language" in labels_of(view)
    typed = state_of(view, language="de")
    chosen = SettingsInput.of(typed, "en-US", more=True).over(Preferences())
    assert chosen.language == "de"
    back = state_of(form("de", "en"), language="slack")
    assert SettingsInput.of(back, "en-US", more=True).over(chosen).language is None


def choices(simulation: Simulation, person: Person) -> Preferences:
    with simulation.bot.store.begin() as tx:
        found = tx.people.get(WorkspaceId(simulation.workspace.id), PersonId(person.id))
    assert found is not None
    return found.preferences


async def test_a_leader_chooses_everything_and_finds_it_again(
    simulation: Simulation, cast: Cast
) -> None:
    refused = await choose(
        cast.priya,
        hour="13:30",
        often="Up to two days a week",
        items="Up to three",
        talks="Mon 13:00–14:30\nthursday 9:00 - 9:45",
        work_begins=time(8, 0),
        work_ends=time(16, 0),
        days=["Monday", "Tuesday", "Thursday"],
        region="DE-BE",
        pause=date(2026, 3, 12),
        detail="Topic only",
        full=True,
        offers=False,
    )
    assert refused == {}
    talks = (TalkHour(1, time(13), time(14, 30)), TalkHour(4, time(9), time(9, 45)))
    assert choices(simulation, cast.priya) == Preferences(
        hour=time(13, 30),
        work_begins=time(8),
        work_ends=time(16),
        days=frozenset({1, 2, 4}),
        region="DE-BE",
        paused_until=date(2026, 3, 12),
        talk_hours=talks,
        offers=False,
        full_text=True,
        items=3,
        message_days=2,
        detail=Detail.TOPIC,
    )
    before = choices(simulation, cast.priya)
    assert await choose(cast.priya) == {}
    assert choices(simulation, cast.priya) == before


async def test_somebody_who_leads_nobody_is_asked_nothing_about_leading(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", "settings")
    assert cast.maria.modal is not None
    assert list(cast.maria.modal.fields) == ["Messages and notifications"], "few things first"
    await cast.maria.press("modal", "More settings")
    labels = cast.maria.modal.fields
    assert LABELS["talks"] not in labels
    assert LABELS["detail"] in labels
    await cast.maria.submit()
    assert choices(simulation, cast.maria) == Preferences()
    assert f"{LABELS['detail']}: Name and topic" in cast.maria.modal.plain(), "shown back"


async def test_settings_open_from_home_and_from_a_card(simulation: Simulation, cast: Cast) -> None:
    await cast.priya.open_home()
    await cast.priya.press("home", "My settings")
    assert cast.priya.modal is not None
    assert cast.priya.modal.title == "My settings"
    await cast.priya.close_modal(all=True)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await cast.priya.press(asked(cast.priya)[-1][1], "My settings")
    assert cast.priya.modal is not None
    assert cast.priya.modal.title == "My settings"


async def test_what_cannot_be_is_refused_at_its_field_and_nothing_changes(
    simulation: Simulation, cast: Cast
) -> None:
    for entries, field, words in (
        (
            {"work_ends": time(8, 0)},
            LABELS["work_ends"],
            "later than the start, on the same day",
        ),
        ({"hour": "16:30", "work_ends": time(16, 0)}, LABELS["hour"], "Your workday is from"),
        ({"talks": "now and then"}, LABELS["talks"], "now and then"),
        ({"talks": "Mon 14:00–13:00"}, LABELS["talks"], "Mon 14:00"),
        ({"talks": "\n".join(["Mon 13:00–13:30"] * 11)}, LABELS["talks"], "ten at most"),
        ({"pause": date(2026, 3, 9)}, LABELS["pause"], "The earliest day is tomorrow."),
        ({"pause": date(2027, 3, 10)}, LABELS["pause"], "The latest day for a pause is"),
        (
            {"days": ["Monday"], "talks": "Mon 8:00–18:00"},
            LABELS["talks"],
            "leaves me no time to write to you",
        ),
    ):
        refused = await choose(cast.priya, **entries)
        assert list(refused) == [field], (entries, refused)
        assert words in refused[field]
    assert choices(simulation, cast.priya).talk_hours == ()


async def test_own_hours_and_days_decide_when_it_goes(simulation: Simulation, cast: Cast) -> None:
    await choose(cast.priya, hour="16:30", days=["Wednesday"], talks="Wed 16:00–17:00")
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-11 16:59"))
    assert asked(cast.priya) == []
    await simulation.move(local("2026-03-11 17:20"))
    assert days(cast.priya) == ["Wed 11 Mar"]
    assert clock(cast.priya) == ["17:00"]


async def test_a_pause_in_the_settings_moves_what_is_due(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await choose(cast.priya, pause=date(2026, 3, 12))
    await simulation.move(local("2026-03-12 12:00"))
    assert days(cast.priya) == ["Thu 12 Mar"]
    await cast.priya.command("/concern", "settings")
    await cast.priya.press("modal", "More settings")
    assert cast.priya.modal is not None
    assert cast.priya.modal.fields[LABELS["pause"]].value is None


async def test_fewer_things_and_fewer_days_are_kept(simulation: Simulation, cast: Cast) -> None:
    change_teams(simulation, digest_day=0)
    await choose(cast.priya, items="Up to three", often="Up to two days a week")
    for number in range(8):
        await keep(cast.priya, cast.maria, f"thing {number}, tomorrow", cast.payments)
    await simulation.move(local("2026-03-13 18:00"))
    # Days that the leader named use up none of the two: the last of the eight still go out.
    assert days(cast.priya) == ["Tue 10 Mar", "Wed 11 Mar", "Thu 12 Mar"]
    assert [message.plain().count("Maria ·") for _, message in asked(cast.priya)][:2] == [3, 3]


@pytest.mark.parametrize(
    ("detail", "name", "topic"),
    [("Name and topic", True, True), ("Topic only", False, True), ("Neither", False, False)],
)
async def test_detail_leaves_names_and_topics_out_of_messages_on_both_sides(
    simulation: Simulation, cast: Cast, detail: str, name: bool, topic: bool
) -> None:
    change_teams(simulation, digest_day=0)
    await choose(cast.priya, detail=detail)
    await choose(cast.maria, detail=detail)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-10")
    await simulation.move(local("2026-03-24 12:00"))
    said = "\n".join(
        one.plain() for person in (cast.priya, cast.maria) for one in person.direct_messages()
    )
    assert ("Maria" in said, "Priya" in said) == (name, name)
    assert ("being blocked" in said) is topic
    assert len(asked(cast.priya)) > 2
    assert len(cast.maria.direct_messages()) > 1
    if not name:
        starts = [one.split("\n")[1] for one in (m.plain() for _, m in asked(cast.priya))]
        assert all(one[0].isupper() for one in starts), starts
    # Nobody is kept from knowing: the form opened from it names everything.
    await cast.priya.press(asked(cast.priya)[1][1], "Read it")
    assert cast.priya.modal is not None
    assert "Maria" in cast.priya.modal.plain()


async def test_full_text_is_all_that_a_screen_reader_gets(
    simulation: Simulation, cast: Cast
) -> None:
    await choose(cast.priya, full=True)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    ((_, message),) = asked(cast.priya)
    assert "raised something with you." in message.text


async def test_R33_do_not_write_to_me_stops_all_but_answers_to_ones_own_acts(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya)
    await simulation.rounds()
    before = len(cast.maria.direct_messages())
    assert before == 1
    await choose(cast.maria, silent=True)
    await simulation.move(local("2026-04-20 12:00"))
    assert len(cast.maria.direct_messages()) == before
    answer = await cast.maria.command("/concern", "I need help", channel=cast.payments)
    assert answer.message is not None
    assert "Thanks, " in answer.message.plain()
    assert len(cast.maria.direct_messages()) == before


async def test_somebody_once_said_to_be_led_can_be_taken_off(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.dora.command("/concern", "@lee is stuck", channel=cast.design)
    await cast.dora.press("modal", "I lead Lee: add a note")
    await cast.dora.submit()
    await cast.dora.close_modal(all=True)
    await cast.dora.command("/concern", "settings")
    await cast.dora.fill({"People you said you lead, for your notes": None})
    await cast.dora.submit()
    await cast.dora.close_modal(all=True)
    answer = await cast.dora.command("/concern", "@lee is stuck again", channel=cast.design)
    assert answer.message is None
    assert cast.dora.modal is not None
    assert cast.dora.modal.title == "Who is this for?"


@pytest.mark.parametrize(
    ("text", "locale", "hours"),
    [
        ("Mon 13:00–14:30", "en-US", TalkHour(1, time(13), time(14, 30))),
        ("Di 9.00-10.00", "de-DE", TalkHour(2, time(9), time(10))),
        ("friday: 8:05 to 8:10", "de-DE", TalkHour(5, time(8, 5), time(8, 10))),
    ],
)
def test_talk_hours_are_read_in_ones_own_language_and_english(
    text: str, locale: str, hours: TalkHour
) -> None:
    assert read_talk_hours(f"\n {text} \n", locale) == (hours,)


@pytest.mark.parametrize(
    "text", ["M 9:00-10:00", "T 9:00-10:00", "S 9:00-10:00", "Mon 25:00-26:00", "9:00-10:00", "Mon"]
)
def test_talk_hours_that_could_be_several_things_are_refused(text: str) -> None:
    with pytest.raises(TalkHoursUnread):
        read_talk_hours(text, "en-US")
