"""Every view stays within Slack's limits, with the longest names and words."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot.domain.capture import WhichOption
from bot.domain.coaching import CoachingLine, HomeLine
from bot.domain.concern import Nudge
from bot.domain.concern.states import Kind, NudgeReason, State
from bot.domain.delivery import WordsKind
from bot.domain.ids import ConcernId, PersonId, TeamId
from bot.domain.permissions import PERMISSIONS, Grant
from bot.domain.record import HomeData, PersonalData
from bot.domain.settings import WorkspaceSettings
from bot.domain.taxonomy import Help, Signal
from bot.messages.controls import Button, Field, Form, MalformedError, PageValue
from bot.messages.forms import (
    digest,
    guessing,
    handover,
    leading,
    mine,
    offering,
    oneself,
    raising,
    settings,
    sorting,
    teams,
    workspace,
)
from bot.messages.forms.view_state import Listing, ViewState
from bot.messages.home import home
from bot.messages.translate import translator
from docs.samples import delivery
from slack_sandbox.blocks import check_view, too_large

from .samples import (
    DAYS,
    FULL,
    LINE,
    LINK,
    MARIA,
    NOW,
    PRIYA,
    TEAM,
    TODAY,
    TOM,
    WORDS,
    coming,
    everything,
    full,
    person,
    record,
    text,
)

View = dict[str, Any]
CONTACTS = (None, "<@U0HELP>", LINE)
CROWD = [person(f"U{n:05}") for n in range(120)]


def forms(contact: str | None) -> Iterator[View]:
    view_state = ViewState(
        link=LINK, channel="C1", ts="1.2", author="U0MARIA", origin="mark:C1:1.2:U"
    )
    for leaders, others in (
        ([PRIYA], []),
        ([PRIYA], [TOM]),
        ([PRIYA, TOM], []),
        ([PRIYA], CROWD[:99]),
        ([PRIYA], CROWD),
        ([], [TOM]),
    ):
        yield raising.raise_form(
            MARIA,
            leaders=leaders,
            others=others,
            words=WORDS * 6,
            contact=contact,
            view_state=view_state,
            away={PRIYA.id: TODAY},
        )
    for about in (None, MARIA):
        yield raising.note_form(
            PRIYA,
            person=about,
            words=WORDS,
            offered_days=DAYS,
            in_a_week=DAYS[-1],
            chosen=DAYS[-1] + timedelta(days=30),
            contact=contact,
            view_state=view_state,
            linked=True,
        )
    for one in everything():
        state = one.concern.state
        if state is State.WITHDRAWN:
            continue
        yield raising.change_form(MARIA, record=one, contact=contact)
        yield raising.not_quite_form(MARIA, record=one, contact=contact)
        yield raising.changed_form(MARIA, record=one, contact=contact)
        yield handover.came_back_form(MARIA, record=one, contact=contact)
        yield handover.obstacle_form(PRIYA, record=one, contact=contact)
        for some in ([TOM], CROWD):
            people: dict[str, Any] = {"leaders": [TOM], "others": some, "contact": contact}
            yield handover.send_on_form(MARIA, record=one, **people)
            yield handover.hand_form(PRIYA, record=one, **people)
        day = TODAY + timedelta(days=3)
        yield leading.talked_form(PRIYA, record=one, default_day=day, contact=contact)
        yield leading.step_form(PRIYA, record=one, default_day=day, contact=contact)
        yield leading.close_form(PRIYA, record=one, contact=contact)
        yield leading.later_form(
            PRIYA, record=one, tomorrow=day, next_week=day + timedelta(days=4), contact=contact
        )
        yield guessing.guess_form(PRIYA, record=one, contact=contact)
    yield leading.read_form(PRIYA, record=record(), contact=contact, default_day=TODAY)
    corrected = full()
    corrected = replace(corrected, said=FULL[:4])
    yield leading.read_form(PRIYA, record=corrected, contact=contact)
    for team in (None, TEAM):
        yield teams.team_form(
            PRIYA, team=team, people=[one.id for one in CROWD], contact=contact, ask_contact=None
        )
    yield teams.how_view(PRIYA, contact=contact)
    yield teams.how_view(PRIYA, contact=contact, view_state=ViewState(team=TEAM.id))
    yield offering.suggest_form(PRIYA, person=None, channel=TEAM.channel, contact=contact)
    yield offering.suggest_form(PRIYA, person=TOM.id, channel=None, contact=contact)
    yield teams.promise_form(PRIYA, team=TEAM, contact=contact)
    yield teams.contact_form(PRIYA, person="U0HELP" if contact else None, line=None)
    yield teams.contact_form(PRIYA, line=contact)
    for steps in (0, 3, 11):
        yield digest.digest_form(PRIYA, coming=coming(steps), contact=contact)
    yield oneself.pause_form(PRIYA, contact=contact, until=TODAY)
    many = [
        replace(one, concern=replace(one.concern, id=ConcernId(f"{number:026}")))
        for number, one in enumerate(everything()[:20])
    ]
    yield sorting.sort_form(PRIYA, records=many, contact=contact)
    yield sorting.sort_form(PRIYA, records=(), contact=contact)
    yield workspace.workspace_form(PRIYA, chosen=WorkspaceSettings(), contact=contact)
    for leads in (False, True):
        for led in ((), CROWD):
            yield settings.settings_form(
                PRIYA,
                leads=leads,
                said_to_lead=led,
                until=TODAY,
                contact=contact,
                shipped=("de", "en", "x-odd") if led else None,
            )
    for some in ([PRIYA], [PRIYA, TOM]):
        yield offering.offer_form(
            PRIYA, author=MARIA, leaders=some, contact=contact, view_state=view_state
        )


def answers(contact: str | None) -> Iterator[View]:
    """Views that cannot be sent."""
    for options in (
        [WhichOption.WRITE_TO, WhichOption.MINE],
        [WhichOption.NOTE, WhichOption.FOR_THEM],
    ):
        for one in (None, MARIA):
            yield raising.which_form(
                PRIYA, words=WORDS * 5, options=options, person=one, leader=TOM
            )
    yield raising.which_form(PRIYA, words="", options=list(WhichOption))
    for found in everything():
        yield mine.own_view(MARIA, record=found)
        yield leading.more_card(PRIYA, record=found)
        yield leading.bigger_view(PRIYA, record=found, contact=contact)
        open_to = replace(found, elsewhere=True)
        yield mine.own_view(MARIA, record=open_to)
        yield leading.more_card(PRIYA, record=open_to)
        if found.concern.state is not State.RAISED:
            yield leading.read_form(PRIYA, record=found, contact=contact)
        for guess in guessing.Guess:
            yield guessing.question_view(PRIYA, record=found, guess=guess)
    many = tuple(everything())
    desk = HomeData(person=PRIYA, mine=many, waiting=many, finished=many, contact=contact)
    for page in (0, 1, 99):
        yield mine.mine_list(desk, page=page)
        yield mine.leader_list(desk, now=NOW, page=page)
        yield oneself.data_view(MARIA, kept=PersonalData(records=many), page=page)
    yield oneself.data_view(MARIA, kept=PersonalData())
    yield mine.mine_list(HomeData(person=PRIYA))
    yield mine.leader_list(HomeData(person=PRIYA), now=NOW)
    yield mine.meet_view(PRIYA, person=MARIA, records=many)
    yield mine.meet_view(PRIYA, person=MARIA, records=())
    yield handover.not_accepted_view(PRIYA, person=TOM, text=WORDS)
    yield teams.loading(PRIYA, title_key="form-team-title")
    yield teams.youre_on(PRIYA, team=TEAM, hour=time(9, 30))
    yield teams.counted_view(PRIYA, 5)
    yield teams.counted_view(PRIYA, 12)
    yield digest.saved_view(PRIYA, coming=coming(40))
    unanswered = coming(2, word=None)
    yield digest.digest_view(
        PRIYA, notes=[replace(unanswered, team=replace(TEAM, id=TeamId(f"t{n}"))) for n in range(9)]
    )
    yield digest.digest_view(
        PRIYA,
        notes=[coming(0, note=None), coming(0, skipped=True, team=replace(TEAM, id=TeamId("t2")))],
    )
    yield digest.digest_view(PRIYA, notes=[])
    yield oneself.guide_view(PRIYA)
    yield oneself.who_sees_view(PRIYA)
    yield oneself.help_now_view(PRIYA, contact=contact, person=TOM)
    yield oneself.said(PRIYA, title_key="form-raise-title", text_key="form-loading")
    yield oneself.shown(PRIYA, title_key="form-raise-title", blocks=[])
    yield oneself.refused_view(PRIYA, sentence="No.", words=WORDS)


def homes(contact: str | None) -> Iterator[View]:
    many = tuple(everything()) * 3
    assert len(many) >= 100
    for admin in (False, True):
        for mine_, waiting in ((many, many), ((), many), (many, ()), ((), ())):
            for leads in (False, True):
                desk = HomeData(
                    person=PRIYA,
                    mine=mine_,
                    waiting=waiting,
                    contact=contact,
                    leads=leads,
                    admin=admin,
                    coaching=HomeLine(CoachingLine.FOLLOW_UP_2, more=not admin) if leads else None,
                    undelivered=("account_inactive", "is_archived", "missing_scope", "<x>" * 99),
                    given_up=("messages_tab_disabled", "<y>" * 99),
                    uncertain=tuple(delivery(f"{'UC'[n % 2]}{n}") for n in range(9)),
                )
                for page in (0, 3, 99):
                    yield home(desk, now=NOW, page=page)


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


@pytest.mark.parametrize("contact", CONTACTS)
def test_every_view_stays_within_slacks_limits(contact: str | None) -> None:
    for view in (*forms(contact), *answers(contact)):
        assert check_view(view, "modal") == [], json.dumps(view)[:2000]
        assert not too_large(view)
    for view in homes(contact):
        assert check_view(view, "home") == []
        assert not too_large(view)


@pytest.mark.parametrize("contact", CONTACTS)
def test_the_safety_line_is_last_in_every_form_and_both_homes(contact: str | None) -> None:
    for view in (*forms(contact), *homes(contact)):
        last = view["blocks"][-1]
        assert last["block_id"] == "safety"
        assert last["accessory"]["action_id"] == Button.HELP_NOW
        if contact and contact.startswith("<@"):
            own = view.get("callback_id") == Form.CONTACT
            assert own or contact in last["text"]["text"]
    for view in (*forms(contact), *answers(contact)):
        if "submit" in view:
            assert view["blocks"][-1]["block_id"] == "safety"
            assert view["callback_id"] in set(Form)
        else:
            assert "callback_id" not in view


def test_heard_can_be_said_in_the_reading_view_of_something_new_only() -> None:
    say = translator("en")
    label = say("form-read-submit")
    for view in (*forms(None), *answers(None)):
        heard = view.get("callback_id") == Form.HEARD
        assert heard == (view.get("submit", {}).get("text") == label)
        if heard:
            assert "I & <you>" in json.dumps(view)
    for one in everything():
        view = leading.read_form(PRIYA, record=one, contact=None, default_day=TODAY)
        assert (view.get("callback_id") == Form.HEARD) == (one.concern.state is State.RAISED)


BANNED = re.compile(
    r"\b(complaints?|issues?|tickets?|cases?|resolved?s?|sla|overdue|compliance|escalat\w+"
    r"|anonym\w+|sentiments?|scores?)\b",
    re.IGNORECASE,
)


def test_no_view_uses_a_banned_word() -> None:
    for view in (*forms("<@U1>"), *answers("<@U1>"), *homes("<@U1>")):
        for one in texts(view):
            assert not BANNED.search(one), one


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
            leading.read_form(PRIYA, record=record(help=one), contact=None, default_day=TODAY)
            for one in Help
        ),
    ]
    for view in seldom:
        assert check_view(view, view["type"]) == []


def test_no_label_and_no_button_shows_the_markup_of_a_link() -> None:
    marked = full(signal=Signal.OTHER, worded=False, pressures=())
    sort = sorting.sort_form(PRIYA, records=[marked], contact=LINE)
    assert "a message from Saturday" in sort["blocks"][0]["label"]["text"]
    for view in (sort, *forms(LINE), *answers(LINE), *homes(LINE)):
        for block in view["blocks"]:
            found = [one.get("text") for one in (block, *block.get("elements", ()))]
            for one in (*found, block.get("label"), block.get("hint"), view.get("title")):
                if isinstance(one, dict) and one["type"] == "plain_text":
                    assert not re.search("<[@#!]", one["text"]), one


def test_no_view_shows_markup_from_outside() -> None:
    for view in (*forms(LINE), *answers(LINE), *homes(LINE)):
        for block in view["blocks"]:
            for one in (block, *block.get("elements", ())):
                for found in (one, one.get("text")):
                    if isinstance(found, dict) and found.get("type") == "mrkdwn":
                        assert "<W" not in found["text"]
                        assert "<people>" not in found["text"]
                        assert "<x>" not in found["text"]


def test_the_leader_is_asked_for_only_where_there_is_a_choice() -> None:
    def form(leaders: list[Any], others: list[Any], **more: Any) -> View:
        return raising.raise_form(MARIA, leaders=leaders, others=others, contact="c", **more)

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
    led = form([PRIYA], [TOM], signal=Signal.LED)
    assert Field.LEADER not in names_of(led)
    assert ViewState.from_json(led["private_metadata"]).person == TOM.id


def test_own_view_hides_what_a_leader_did_not_show_and_the_leaders_openings() -> None:
    view = json.dumps(mine.own_view(MARIA, record=full()))
    assert "Detail that is shown" in view
    assert "Detail that is hidden" not in view
    opened = [one for one in texts(json.loads(view)) if one.startswith("Opened by")]
    assert len(opened) == 2
    assert Button.YES_THATS_IT in names_of(json.loads(view))


def test_a_correction_leaves_nothing_to_agree_to_until_it_is_said_back() -> None:
    waiting = replace(full(), said=FULL[:4])
    assert leading.corrected(waiting)
    names = names_of(mine.own_view(MARIA, record=waiting))
    assert Button.YES_THATS_IT not in names
    assert Button.NOT_QUITE in names
    view = leading.read_form(PRIYA, record=waiting, contact=None)
    assert view["callback_id"] == Form.SAY_BACK
    assert view["submit"]["text"] == "Say it back"
    assert not leading.corrected(full())
    assert "submit" not in leading.read_form(PRIYA, record=full(), contact=None)


def test_a_shared_note_can_be_agreed_to_corrected_and_removed() -> None:
    shared = record(FULL[:1], kind=Kind.SHARED, state=State.HEARD)
    names = names_of(mine.own_view(MARIA, record=shared))
    assert {Button.YES_THATS_IT, Button.NOT_QUITE, Button.REMOVE} <= names
    assert Button.WITHDRAW not in names
    title = mine.own_view(MARIA, record=shared)["title"]["text"]
    assert title == "A note about your talk"
    short = replace(shared, people={**shared.people, PRIYA.id: person(PRIYA.id, "Priya")})
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
    order = ["To come back to", "*New*", "*Due*", "*Later*", "*Waiting for them*"]
    order += ["*Quiet (I've stopped asking you)*", "What you said"]
    places = [said.index(one) for one in order]
    assert places == sorted(places)


def test_an_empty_home_says_how_to_begin() -> None:
    said = " ".join(texts(home(HomeData(person=MARIA, leads=True), now=NOW)))
    assert "Nothing yet. `/concern @name" in said
    said = " ".join(texts(home(HomeData(person=MARIA), now=NOW)))
    assert "To come back to" not in said
    assert "It doesn't have to be big" in said
    admin = home(HomeData(person=MARIA, admin=True), now=NOW)
    assert Button.CONTACT in names_of(admin)
    paused = replace(MARIA, preferences=replace(MARIA.preferences, paused_until=DAYS[0]))
    assert "I won't write to you before" in " ".join(texts(home(HomeData(person=paused), now=NOW)))


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
    assert ViewState.from_json(second["private_metadata"]).listing is Listing.MINE
    assert pages_of(second) == [0]


def test_who_sees_what_says_exactly_what_the_table_says() -> None:
    say = translator("en")
    said = list(texts(oneself.who_sees_view(MARIA)))
    for viewer, row in PERMISSIONS.items():
        block = next(one for one in said if one.startswith(f"*{say(f'form-viewer-{viewer}')}*"))
        granted = sum(one is not Grant.NO for one in row.values())
        assert block.count("•") == max(1, granted)


def test_data_shows_every_text() -> None:
    notes = [
        replace(
            full(kind=Kind.NOTE), said=(text(WordsKind.SAID, PRIYA, n, words=f"text number {n}."),)
        )
        for n in range(70)
    ]
    shown = ""
    for page in range(5):
        shown += json.dumps(
            oneself.data_view(MARIA, kept=PersonalData(records=tuple(notes)), page=page)
        )
    assert all(f"text number {n}." in shown for n in range(70))


def test_which_carries_the_words_as_far_as_they_go() -> None:
    view = raising.which_form(MARIA, words=WORDS, options=[WhichOption.MINE])
    assert ViewState.from_json(view["private_metadata"]).words == WORDS
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
