"""Rows of one list are never alike, whatever they are about; and each says what holds."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot.domain.concern import Milestones
from bot.domain.concern.states import Act, NudgeReason, RaiserNotice, State
from bot.domain.record import HomeData, Record
from bot.domain.settings import WorkspaceSettings
from bot.domain.taxonomy import Signal
from bot.messages import cards
from bot.messages.controls import Button
from bot.messages.forms import digest, mine, sorting, teams, workspace
from bot.messages.home import home
from docs.samples import DAYS, NOW, Samples, line, sent
from docs.scenes.limits import preview
from docs.scenes.scene import CALENDAR

S = Samples("en-US")
LONG = "We are three people for what five did before, and every week there is more of it to do"
UNTOLD: dict[str, Any] = {"signal": Signal.OTHER, "pressures": (), "worded": True}


def alike(changes: dict[str, Any], said: str | None = None) -> list[Record]:
    """Four things of one person: two of one minute, one of the same day, one of the day before."""
    moments = (NOW, NOW, NOW - timedelta(hours=1), NOW - timedelta(days=1))
    words = S.talk[0]
    texts = () if said is None else (replace(words, text=said),)
    return [
        S.record(texts, id=f"c{n}", created_at=moment, **changes)
        for n, moment in enumerate(moments)
    ]


KINDS = {
    "same topic": alike({}),
    "no topic, no words": alike(UNTOLD),
    "words alike for 60 characters": alike(UNTOLD, LONG),
    "a mark": alike({**UNTOLD, "worded": False}),
    "new": alike({"state": State.RAISED, "milestones": Milestones()}),
}


LISTS: dict[str, Callable[[list[Record]], dict[str, Any]]] = {
    "a leader's Home": lambda found: home(
        HomeData(person=S.priya, waiting=tuple(found), leads=True), now=NOW
    ),
    "a leader's list": lambda found: mine.leader_list(
        HomeData(person=S.priya, waiting=tuple(found), leads=True), now=NOW
    ),
    "what I raised": lambda found: mine.mine_list(HomeData(person=S.maria, mine=tuple(found))),
    "sorting": lambda found: sorting.sort_form(S.priya, records=found, contact=None),
    "several in one message": lambda found: {
        "blocks": cards.day_message(
            [line(one, NudgeReason.FIRST, key=one.concern.id) for one in found],
            reader=S.priya,
            now=NOW,
        ).blocks
    },
}


@pytest.mark.parametrize("of", KINDS)
@pytest.mark.parametrize("where", LISTS)
def test_no_two_rows_are_alike(where: str, of: str) -> None:
    view = LISTS[where](KINDS[of])
    rows = [
        one["text"]["text"] if "text" in one else one["label"]["text"]
        for one in view["blocks"]
        if "accessory" in one or one["type"] == "input"
    ]
    rows = [row for row in rows if "emergency" not in row]
    assert len(rows) == 4
    assert len(set(rows)) == 4, rows
    aloud = [
        one["accessibility_label"]
        for block in view["blocks"]
        for one in (block.get("accessory", {}), *block.get("elements", ()))
        if isinstance(one, dict) and one.get("action_id") == Button.READ
    ]
    assert len(set(aloud)) == len(aloud), "and none is read out alike"


def test_what_is_of_one_minute_is_numbered_out_of_how_many_there_are() -> None:
    said = json.dumps(LISTS["what I raised"](KINDS["same topic"]))
    assert "1 of 2 alike: " in said
    assert "2 of 2 alike: " in said


# What stands below a row holds.


def raised_line(record: Record) -> str:
    view = mine.mine_list(HomeData(person=S.maria, mine=(record,)))
    return str(view["blocks"][0]["text"]["text"])


def test_a_day_before_the_lead_is_back_is_not_announced() -> None:
    planned = S.record()
    assert "Priya will come back to you on" in raised_line(planned)
    away = replace(planned, away_until=DAYS[3])
    assert "come back to you" not in raised_line(away)
    assert "Priya is away, and here again on" in raised_line(away)


def test_what_has_not_been_delivered_is_not_called_unanswered() -> None:
    new = S.record(state=State.RAISED)
    assert "No reply yet" in raised_line(new)
    held = raised_line(replace(new, unsent=True))
    assert "No reply yet" not in held
    assert "Not delivered yet" in held


def own(record: Record) -> str:
    return json.dumps(mine.own_view(S.maria, record=record))


def test_what_nobody_has_asks_nothing_about_its_lead() -> None:
    with_priya = S.record(S.talk)
    assert "Did Priya understand you?" in own(with_priya)
    assert "Priya learns that no follow-up is needed" in own(with_priya)
    left = S.record(S.talk, owner=None, left_by=S.priya.id)
    assert "understand you?" not in own(left)
    assert "Nobody has it, so nobody is told." in own(left)


def test_what_was_closed_with_a_reason_has_one_way_to_open_it_again() -> None:
    closed = S.record(S.talk, state=State.NO_CHANGE, closed_at=NOW)
    assert "I'd like to talk" in own(closed)
    assert "Reopen it" not in own(closed)
    late = replace(closed, late=frozenset({Act.REOPEN}))
    assert "I'd like to talk" not in own(late)
    assert "Reopen it" in own(late)


def test_taking_back_a_link_says_that_the_message_stays() -> None:
    marked = S.record(**{**UNTOLD, "worded": False})
    letter = cards.react_own(marked, reader=S.maria, now=NOW, calendar=CALENDAR)
    [take_back] = [
        one
        for block in letter.blocks
        for one in block.get("elements", ())
        if one.get("action_id") == Button.WITHDRAW
    ]
    asked = take_back["confirm"]["text"]["text"]
    assert asked.startswith("Your message stays in the channel;")
    assert "words" not in asked


def test_where_nothing_else_can_be_chosen_there_is_nothing_to_let_wait() -> None:
    plain = replace(S.record(away_told=DAYS[3]), away_until=DAYS[3])
    for elsewhere, first in ((True, Button.LET_WAIT), (False, Button.READ)):
        told = cards.told(
            replace(plain, elsewhere=elsewhere),
            sent(RaiserNotice.AWAY, elsewhere=elsewhere),
            reader=S.maria,
            now=NOW,
        )
        row = [one["action_id"] for one in told.blocks[-1]["elements"]]
        assert row[0] == first
        assert (Button.SEND_ON in row) is elsewhere


def test_a_topic_is_called_the_same_in_the_message_and_in_its_menu() -> None:
    new = S.record(state=State.RAISED)
    letter = cards.raise_sent(new, reader=S.maria, now=NOW, calendar=CALENDAR, words="x")
    menu = next(one["accessory"] for one in letter.blocks if "accessory" in one)
    chosen = menu["initial_option"]
    assert chosen in menu["options"]
    assert f'"{chosen["text"]["text"]}"' in json.dumps(letter.blocks).replace('\\"', '"')


def test_the_hours_offered_with_the_promise_are_those_of_the_workday() -> None:
    workday = replace(S.priya.preferences, work_begins=time(10, 0), work_ends=time(15, 0))
    reader = replace(S.priya, preferences=workday)
    view = teams.promise_form(reader, team=S.team, contact=None)
    [hour] = [one["element"] for one in view["blocks"] if one["type"] == "input"]
    offered = [one["value"] for one in hour["options"] if one != hour["initial_option"]]
    assert (offered[0], offered[-1]) == ("10:00", "14:30")


def test_a_preview_offers_to_post_only_what_there_is() -> None:
    for changes, posts in (({"note": None}, False), ({"skipped": True}, True), ({}, True)):
        found = preview(S, 0, **{"word": None, **changes})
        said = json.dumps(digest.digest_view(S.priya, previews=[found]))
        assert ("Post it as planned" in said) is posts, changes
    later = preview(S, 0, word=None, counted_on=DAYS[2])
    assert later.note is not None
    uncounted = replace(later, note=replace(later.note, figures=None, absence=None))
    said = json.dumps(digest.digest_view(S.priya, previews=[uncounted]))
    assert "Whether there are numbers is known on" in said
    assert "No numbers this time." not in said


def test_numbers_that_were_saved_say_what_each_is_for() -> None:
    said = json.dumps(workspace.held(S.priya, WorkspaceSettings()))
    assert "Today or tomorrow: 2, 5, 10; This week: 3, 10, 20; Next time we talk: " in said
