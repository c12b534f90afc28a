"""What single views hold, and what they hide."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.capture import WhichOption
from bot.domain.concern import Nudge
from bot.domain.concern.states import Kind, NudgeReason, State
from bot.domain.ids import ChannelId, PersonId
from bot.domain.permissions import PERMISSIONS, Grant, Resource, Viewer
from bot.domain.personal_data import PersonalData
from bot.domain.record import HomeData, Record, Said, Undelivered
from bot.domain.taxonomy import Help, Signal
from bot.messages.controls import Button, Field, Form, MalformedError, PageValue
from bot.messages.forms import (
    leader_reading,
    leading,
    mine,
    oneself,
    raising,
    sorting,
)
from bot.messages.forms.personal_data import data_view
from bot.messages.forms.view_state import PagedList, ViewState
from bot.messages.home import home
from bot.messages.translate import translator
from docs.samples import DAYS, LINK, NOW, TODAY
from docs.scenes import limits
from slack_sandbox.blocks import check_view
from tests.gallery import LONGEST

View = dict[str, Any]
MARIA, PRIYA, TOM = LONGEST.maria, LONGEST.priya, LONGEST.tom
TALK = LONGEST.talk


def record(said: tuple[Said, ...] = TALK[:1], **changes: Any) -> Record:
    """Something new of Maria's, with its words."""
    return LONGEST.record(said, **{"state": State.RAISED, "link": LINK, **changes})


def full(**changes: Any) -> Record:
    """What is being done about it, with all that was said."""
    return limits.full(LONGEST, **changes)


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") in ("plain_text", "mrkdwn", "text") and isinstance(
            node.get("text"), str
        ):
            yield node["text"]
        for one in node.values():
            yield from texts(one)
    elif isinstance(node, list):
        for one in node:
            yield from texts(one)


def elements(view: View) -> Iterator[dict[str, Any]]:
    for block in view["blocks"]:
        yield from block.get("elements", ())
        for name in ("accessory", "element"):
            if name in block:
                yield block[name]


def names_of(view: View) -> set[str]:
    return {one["action_id"] for one in elements(view) if "action_id" in one}


def test_what_is_seldom_seen_can_be_drawn() -> None:
    paused = replace(PRIYA, preferences=replace(PRIYA.preferences, paused_until=DAYS[0]))
    seldom = [
        home(HomeData(person=PRIYA, finished=(full(),), leads=True), now=NOW),
        home(HomeData(person=paused), now=NOW),
        mine.own_view(
            MARIA, record=full(check_in=None, nudge=None, come_back_on=TODAY, state=State.WORSE)
        ),
        mine.own_view(MARIA, record=record(said=())),
        mine.own_view(MARIA, record=record(said=(), link=None, worded=True)),
        *(
            leader_reading.read_form(
                PRIYA, record=record(help=one), contact=None, default_day=TODAY
            )
            for one in Help
        ),
    ]
    for view in seldom:
        assert check_view(view, view["type"]) == []


def test_heard_can_be_said_to_something_new_only() -> None:
    for found in limits.every_kind_and_state(LONGEST):
        view = leader_reading.read_form(PRIYA, record=found, contact=None, default_day=TODAY)
        heard = view.get("callback_id") == Form.HEARD
        assert heard == (found.concern.state is State.RAISED)


def test_a_mark_is_sorted_as_a_message() -> None:
    marked = full(signal=Signal.OTHER, worded=False, pressures=())
    view = sorting.sort_form(PRIYA, records=[marked], contact=LONGEST.contact)
    label = view["blocks"][0]["label"]["text"]
    assert "a message" in label
    assert not re.search("<[@#!]", label)


def test_the_leader_is_asked_for_only_where_there_is_a_choice() -> None:
    def form(leaders: list[Any], others: list[Any]) -> View:
        return raising.raise_form(MARIA, leaders=leaders, others=others, contact="c", today=TODAY)

    one = form([PRIYA], [])
    assert Field.LEADER not in names_of(one)
    assert ViewState.from_json(one["private_metadata"]).person == PRIYA.id
    two = form([PRIYA], [TOM])
    field = next(one for one in elements(two) if one.get("action_id") == Field.LEADER)
    assert field["initial_option"]["value"] == PRIYA.id
    assert Signal.LED in json.dumps(two)
    several = form([PRIYA, TOM], [])
    field = next(one for one in elements(several) if one.get("action_id") == Field.LEADER)
    assert "initial_option" not in field
    assert '"led"' not in json.dumps(several)


def test_own_view_hides_what_a_leader_did_not_show_and_the_leaders_openings() -> None:
    view = json.dumps(mine.own_view(MARIA, record=full()))
    assert "Detail that is shown" in view
    assert "Detail that is hidden" not in view
    opened = [one for one in texts(json.loads(view)) if " opened your words " in one]
    assert len(opened) == 2
    assert Button.YES_THATS_IT in names_of(json.loads(view))


def test_a_correction_leaves_nothing_to_agree_to_until_it_is_said_back() -> None:
    waiting = replace(full(), said=TALK[:4])
    assert leader_reading.corrected(waiting)
    names = names_of(mine.own_view(MARIA, record=waiting))
    assert Button.YES_THATS_IT not in names
    assert Button.NOT_QUITE in names
    view = leader_reading.read_form(PRIYA, record=waiting, contact=None)
    assert view["callback_id"] == Form.SAY_BACK
    assert view["submit"]["text"] == "Send"
    assert not leader_reading.corrected(full())
    assert "submit" not in leader_reading.read_form(PRIYA, record=full(), contact=None)


def test_a_shared_note_can_be_agreed_to_corrected_and_removed() -> None:
    shared = record(kind=Kind.SHARED, state=State.HEARD)
    names = names_of(mine.own_view(MARIA, record=shared))
    assert {Button.YES_THATS_IT, Button.NOT_QUITE, Button.REMOVE} <= names
    assert Button.WITHDRAW not in names
    title = mine.own_view(MARIA, record=shared)["title"]["text"]
    assert title == "A note about you"
    short = replace(shared, people={**shared.people, PRIYA.id: replace(PRIYA, name="Priya")})
    assert mine.own_view(MARIA, record=short)["title"]["text"] == "Priya's note"


def test_an_unread_concern_can_only_be_read_from_a_list() -> None:
    desk = HomeData(person=PRIYA, waiting=(record(),))
    for view in (
        mine.leader_list(desk, now=NOW),
        home(desk, now=NOW),
        leading.more_card(PRIYA, record=record()),
    ):
        acts = {Button.TALKED, Button.LATER, Button.STEP, Button.CLOSE, Button.MORE}
        assert not acts & names_of(view)
        assert Button.READ in names_of(view)


def test_home_puts_the_leaders_part_first_and_groups_it() -> None:
    due = full(nudge=Nudge(NudgeReason.FIRST, TODAY, NOW))
    later = full(nudge=Nudge(NudgeReason.FIRST, TODAY + timedelta(days=2), NOW + timedelta(days=2)))
    better = full(state=State.BETTER, nudge=None)
    waiting = (full(quiet=True), better, later, due, record())
    desk = HomeData(person=PRIYA, mine=(record(),), waiting=waiting, leads=True)
    said = list(texts(home(desk, now=NOW)))
    order = ["What's open with you", "*New*", "*For today*", "*Later*"]
    order += ["*Waiting for their answer*", "*Open, without reminders*", "What you raised"]
    places = [said.index(one) for one in order]
    assert places == sorted(places)


def test_an_empty_home_says_how_to_begin() -> None:
    said = " ".join(texts(home(HomeData(person=MARIA, leads=True), now=NOW)))
    assert "type `/concern @name" in said
    said = " ".join(texts(home(HomeData(person=MARIA), now=NOW)))
    assert "What's open with you" not in said
    assert "You raise something in a sentence" in said
    admin = home(HomeData(person=MARIA, admin=True), now=NOW)
    assert Button.CONTACT in names_of(admin)
    paused = replace(MARIA, preferences=replace(MARIA.preferences, paused_until=DAYS[0]))
    assert "I won't write to you before" in " ".join(texts(home(HomeData(person=paused), now=NOW)))


def test_home_names_a_lost_channel_to_those_who_may_know_it_and_says_what_can_be_done() -> None:
    public = replace(LONGEST.team, created_by=TOM.id)
    secret = replace(public, channel=ChannelId("C0PRIVATE"), name="plans", private=True)
    teams = {team.channel: team for team in (public, secret)}
    lost = [Undelivered("is_archived", channel) for channel in teams]
    lost += [Undelivered(code, MARIA.id) for code in ("channel_not_found", "missing_scope")]
    data = HomeData(
        person=replace(MARIA, id=PersonId("U0ADMIN")),
        admin=True,
        undelivered=(*lost, Undelivered("token_revoked", MARIA.id)),
        channels=teams,
    )
    said = " ".join(texts(home(data, now=NOW)))
    assert f"I can't post in <#{public.channel}> any more" in said
    assert f"I can't post in a private channel (team set up by <@{TOM.id}>) any more" in said
    assert secret.channel not in said and "plans" not in said and MARIA.id not in said
    assert "I can't reach one person" in said, "what was for a person is no channel"
    assert "missing a permission" in said and "no longer accepts me" in said


def pages_of(view: View) -> list[int]:
    """The pages that the buttons of a view turn to."""
    pages = [one["value"] for one in elements(view) if one.get("action_id") == Button.PAGE]
    return [PageValue.decode(page).number for page in pages]


def test_home_and_lists_turn_pages() -> None:
    many = tuple(full() for _ in range(25))
    desk = HomeData(person=PRIYA, mine=many, waiting=many, leads=True)
    first = home(desk, now=NOW)
    lines = [one for one in first["blocks"] if "accessory" in one and one.get("block_id") is None]
    assert len(lines) == 20
    assert pages_of(first) == [1]
    last = home(desk, now=NOW, page=2)
    assert pages_of(last) == [1]
    second = mine.mine_list(desk, page=1)
    assert ViewState.from_json(second["private_metadata"]).listing is PagedList.MINE
    assert pages_of(second) == [0]


OUTSIDE = (Viewer.FORMER_LEADER, Viewer.OTHER_LEADER, Viewer.MEMBER, Viewer.ADMIN)
ABOUT_NOTES = (Viewer.PERSON_SHARED, Viewer.PERSON_PRIVATE)


def granted(viewer: Viewer, sight: Resource) -> bool:
    return PERMISSIONS[viewer][sight] is not Grant.NO


PROMISED = {
    "raised": not any(
        granted(one, Resource.WORDS) or granted(one, Resource.WHO) for one in OUTSIDE
    ),
    "lead": not granted(Viewer.OWNER, Resource.PRIVATE_ANSWER),
    "operator": PERMISSIONS[Viewer.RAISER][Resource.OPENINGS] is Grant.OTHERS,
    "team": [one for one in Resource if granted(Viewer.MEMBER, one)] == [Resource.STEP]
    and PERMISSIONS[Viewer.MEMBER][Resource.STEP] is Grant.TICKED,
    "notes": all(
        granted(one, Resource.WORDS) and granted(one, Resource.DELETE) for one in ABOUT_NOTES
    ),
    "back": PERMISSIONS[Viewer.RAISER][Resource.DELETE] is Grant.OWN,
}
"""What each sentence promises, as the table has it; the others are of Slack and a lead."""


def test_who_sees_what_promises_what_the_table_grants() -> None:
    say = translator("en")
    said = list(texts(oneself.who_sees_view(MARIA)))
    assert [say(f"form-sees-{part}") in said for part in oneself.WHO_SEES] == [True] * 8
    assert all(PROMISED.values()), PROMISED
    assert set(oneself.WHO_SEES) - set(PROMISED) == {"messages", "duty"}


def test_data_shows_every_text() -> None:
    notes = [
        replace(full(kind=Kind.NOTE), said=(replace(TALK[0], text=f"text number {n}."),))
        for n in range(70)
    ]
    shown = ""
    for page in range(12):
        shown += json.dumps(
            data_view(PersonalData(person=MARIA, made_at=NOW, records=tuple(notes)), page=page)
        )
    assert all(f"text number {n}." in shown for n in range(70))


def test_which_carries_the_words_as_far_as_they_go() -> None:
    view = raising.which_form(MARIA, words=LONGEST.words, options=[WhichOption.MINE])
    assert ViewState.from_json(view["private_metadata"]).words == LONGEST.words
    long = raising.which_form(MARIA, words='"' * 2900, options=[WhichOption.MINE])
    assert len(long["private_metadata"]) <= 3000
    assert '"' * 1400 in (ViewState.from_json(long["private_metadata"]).words or "")


@pytest.mark.parametrize("text_", ["[]", '{"team":"a b"}', '{"step":"1"}', '{"link":1}', "{", "7"])
def test_foreign_metadata_is_refused(text_: str) -> None:
    with pytest.raises(MalformedError):
        ViewState.from_json(text_)


def test_metadata_comes_back_as_it_was() -> None:
    view_state = ViewState(concern="c", step=3, link=LINK, person=PersonId("U1"), words="ä\n<")
    assert ViewState.from_json(view_state.to_json()) == view_state
    assert ViewState.from_json("") == ViewState()
    with pytest.raises(ValueError):
        ViewState(link="x" * 3000).to_json()
