"""What really comes from Slack: partners, webhooks, lost events, deleted messages, odd people."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.cli.checks import zones
from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.person import Person as Known
from bot.domain.team import Team
from bot.listeners.slack_payload import is_for
from bot.slack.client import Installation
from bot.store.report import report
from slack_sandbox import Person
from slack_sandbox.deliver import Delivery
from slack_sandbox.payloads import PARTNER, envelope
from tests.conftest import Cast
from tests.scenarios.lives import find_and_choose
from tests.scenarios.moments import local

from .rows import concerns, nothing_stored, the_concern, words_of, workspace_of
from .test_marks import MORNING, last_whisper
from .test_two_keys import FIRST, MENU, tell

DAY = timedelta(days=1, minutes=2)


def known(simulation: Simulation, person: Person) -> Known:
    with simulation.bot.store.begin() as tx:
        found = tx.people.get(workspace_of(simulation), PersonId(person.id))
    assert found is not None
    return found


def team_of(simulation: Simulation, channel: str) -> Team:
    with simulation.bot.store.begin() as tx:
        found = tx.teams.in_channel(workspace_of(simulation), ChannelId(channel))
    assert found is not None
    return found


async def hear(simulation: Simulation, event: dict[str, Any], **outside: Any) -> Delivery:
    """Send the bot an event of any shape; ``outside`` is laid over its envelope."""
    body = envelope(simulation.app, event, "Ev1", 0, shared=False) | outside
    return await simulation.slack.courier.send(simulation.app, "event", body)


# Whose event it is, and who is a member


async def test_a_mark_in_a_channel_shared_with_a_partner_is_kept(
    simulation: Simulation, cast: Cast
) -> None:
    """The envelope bears the partner's id; ours stands in ``authorizations``."""
    cast.payments.shared = True
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await cast.maria.react("ear", message)
    sent = simulation.slack.deliveries[-1]
    assert sent.payload["team_id"] == PARTNER
    assert sent.accepted
    assert (await the_concern(simulation)).owner == cast.priya.id


async def test_an_event_for_another_workspace_has_no_effect(
    simulation: Simulation, cast: Cast
) -> None:
    theirs = [{"team_id": "T0ELSE", "user_id": "U0ELSE", "is_bot": True}]
    for kind in ("app_uninstalled", "tokens_revoked"):
        sent = await hear(
            simulation, {"type": kind, "tokens": {"bot": ["U1"]}}, authorizations=theirs
        )
        assert sent.replies[-1].status == 200
    with simulation.bot.store.begin() as tx:
        assert tx.workspaces.get(workspace_of(simulation)).suspended is None


OURS, THEIRS = {"id": "T0ACME"}, {"id": "T0ELSE"}
ORGANISATION = {"enterprise": {"id": "E0ACME"}, "is_enterprise_install": True}


@pytest.mark.parametrize(
    ("body", "installed", "organisation_wide"),
    [
        ({"team": OURS}, True, False),
        ({"team": THEIRS}, False, False),
        # A partner presses in a shared channel: the team is that of the app, not of the person.
        ({"team": OURS, "user": {"id": "U1", "team_id": "T0ELSE"}}, True, False),
        ({"team": THEIRS, "user": {"id": "U1", "team_id": "T0ACME"}}, False, False),
        # A form that was opened from a shared channel says where the app is installed.
        ({"team": THEIRS, "view": {"app_installed_team_id": "T0ACME"}}, True, False),
        ({"team": OURS, "view": {"app_installed_team_id": "T0ELSE"}}, False, False),
        ({"team_id": "T0ACME", "command": "/concern"}, True, False),
        ({"team_id": "T0ELSE", "command": "/concern"}, False, False),
        ({"team_id": "T0ELSE", "authorizations": [{"team_id": "T0ACME"}]}, True, False),
        ({"team_id": "T0ACME", "authorizations": [{"team_id": "T0ELSE"}]}, False, False),
        # Installed for an organisation: a workspace may not be named at all.
        ({"team": None, "user": {"id": "U1", "team_id": "T0ACME"}, **ORGANISATION}, True, True),
        ({"team": None, "user": {"id": "U1", "team_id": "T0ELSE"}, **ORGANISATION}, False, True),
        ({"team": None, "user": {"id": "U1"}, "enterprise": {"id": "E0ELSE"}}, False, False),
        ({"authorizations": [{"team_id": None, "enterprise_id": "E0ACME"}]}, False, True),
        ({"team_id": "T0SISTER", "enterprise_id": "E0ACME"}, False, True),
        ({}, False, False),
    ],
)
def test_whose_it_is_follows_from_where_the_app_is_installed(
    body: dict[str, Any], installed: bool, organisation_wide: bool
) -> None:
    one = Installation(
        workspace=WorkspaceId("T0ACME"),
        name="Acme",
        domain="acme",
        bot_user=PersonId("UBOT"),
        bot_name="heard",
        bot_id="BBOT",
        scopes=frozenset(),
        date=None,
    )
    assert is_for(one, body) == installed
    assert is_for(replace(one, organisation="E0ACME"), body) == organisation_wide


@pytest.mark.parametrize("kind", ["app_mention", "app_home_opened", "reaction_added"])
@pytest.mark.parametrize("who", ["webhook", "app", "stranger", "unknown"])
async def test_webhooks_apps_strangers_and_unknown_people_get_200_and_nothing(
    simulation: Simulation, cast: Cast, kind: str, who: str
) -> None:
    ws = simulation.workspace
    message = await cast.maria.say("it goes on", channel=cast.payments)
    user = {
        "webhook": None,
        "app": ws.add_person("robo", bot=True).id,
        "stranger": ws.add_person("ida", stranger=True).id,
        "unknown": "U0NOBODY",
    }[who]
    event: dict[str, Any] = {
        "type": kind,
        "channel": cast.payments.id,
        "tab": "home",
        "text": "hello",
        "reaction": "ear",
        "item": {"type": "message", "channel": cast.payments.id, "ts": message.ts},
        "item_user": cast.maria.id,
        "ts": "1773040000.000100",
        "event_ts": "1773040000.000100",
    }
    if user is not None:
        event["user"] = user
    sent = await hear(simulation, event)
    assert sent.replies[-1].status == 200
    assert await nothing_stored(simulation)
    for method in ("chat.postEphemeral", "views.publish"):
        assert [
            call for call in simulation.slack.calls_of(method) if call.args.get("user") == user
        ] == []


async def test_who_cannot_be_read_now_is_read_when_slack_sends_it_again(
    simulation: Simulation, cast: Cast
) -> None:
    new = simulation.workspace.add_person("nina")
    cast.payments.members.append(new.user)
    simulation.slack.faults.add("users.info", "internal_error", times=2)
    event = {"type": "app_mention", "user": new.id, "channel": cast.payments.id, "ts": "1.2"}
    assert (await hear(simulation, event)).replies[-1].status == 500
    assert (await hear(simulation, event)).replies[-1].status == 200


async def test_slack_holding_events_back_is_counted(simulation: Simulation) -> None:
    from prometheus_client import REGISTRY

    def limited() -> float:
        return REGISTRY.get_sample_value("heard_events_limited_total") or 0.0

    before = limited()
    body = {"type": "app_rate_limited", "team_id": simulation.workspace.id}
    sent = await simulation.slack.courier.send(
        simulation.app, "event", body | {"minute_rate_limited": 1773040000}
    )
    assert sent.replies[-1].status == 200
    assert limited() == before + 1


async def test_a_look_at_the_certificate_is_answered_with_nothing(simulation: Simulation) -> None:
    async with aiohttp.ClientSession() as session:
        address = simulation.app.request_url or ""
        async with session.post(address, data={"ssl_check": "1", "token": "x"}) as answer:
            assert (answer.status, await answer.text()) == (200, "")
        async with session.post(address, data={"ssl_check": "1", "command": "/concern"}) as answer:
            assert answer.status == 401


async def test_a_channel_that_is_renamed_names_its_team(simulation: Simulation, cast: Cast) -> None:
    simulation.workspace.rename(cast.payments, "payments-eu")
    await simulation.slack.quiet()
    assert team_of(simulation, cast.payments.id).name == "payments-eu"


# What only an event tells is asked again


async def test_R52_what_no_event_told_is_known_a_day_later(
    simulation: Simulation, cast: Cast
) -> None:
    ws = simulation.workspace
    async with simulation.slack.lose():
        ws.rename(cast.payments, "payments-eu")
        ws.deactivate(cast.tom)
        ws.archive(cast.design)
    assert not known(simulation, cast.tom).deleted
    await simulation.move(DAY)
    assert team_of(simulation, cast.payments.id).name == "payments-eu"
    assert team_of(simulation, cast.design.id).paused
    assert known(simulation, cast.tom).deleted
    async with simulation.slack.lose():
        ws.unarchive(cast.design)
        ws.reactivate(cast.tom)
    await simulation.move(DAY)
    assert not team_of(simulation, cast.design.id).paused
    assert not known(simulation, cast.tom).deleted


async def test_R52_a_closed_account_is_off_the_list_before_the_next_digest(
    simulation: Simulation, cast: Cast
) -> None:
    """Also in a large team: its list is read bit by bit in the day before."""
    async with simulation.slack.lose():
        simulation.workspace.deactivate(cast.sam)
    await simulation.move(timedelta(days=2))  # Wednesday: nobody has asked yet
    await simulation.move(timedelta(days=2))
    assert cast.sam.id not in team_of(simulation, cast.payments.id).members
    assert known(simulation, cast.sam).deleted


@pytest.mark.parametrize("who", ["maria", "priya"])
async def test_a_message_deleted_before_anybody_was_asked_leaves_nothing(
    simulation: Simulation, cast: Cast, who: str
) -> None:
    await simulation.move(MORNING)
    person: Person = getattr(cast, who)
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await person.react("ear", message)
    before = len(cast.priya.direct_messages())
    await cast.maria.delete(message)
    await simulation.move(timedelta(days=4))
    assert await nothing_stored(simulation)
    told = person.direct_messages()[-1].plain()
    assert "was deleted. Nothing of it is kept" in told
    assert len(cast.priya.direct_messages()) == before + (who == "priya")


async def test_who_said_yes_to_a_mark_is_not_said_to_have_set_it_when_the_message_is_gone(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.command("/concern", "pause until 2026-03-12")
    message = await cast.maria.say("The deploys are killing us", cast.payments)
    await cast.sam.react("ear", message)
    await simulation.move(local("2026-03-09 12:00"))
    await cast.maria.press(cast.maria.direct_messages()[-1], "Yes, tell Priya")
    await cast.maria.delete(message)
    await simulation.move(local("2026-03-12 12:00"))
    told = cast.maria.direct_messages()[-1].plain()
    assert "was deleted. Nothing of it is kept, and no lead is asked about it." in told
    assert "you reacted" not in told
    assert all("Maria" not in one.plain() for one in cast.priya.direct_messages())


async def test_no_author_is_asked_about_a_message_that_is_gone(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(MORNING)
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await cast.sam.react("ear", message)
    await cast.maria.delete(message)
    await simulation.move(timedelta(hours=1))
    assert cast.maria.direct_messages() == []
    assert await nothing_stored(simulation)
    assert "was deleted" in cast.sam.direct_messages()[-1].plain()


async def test_with_words_of_ones_own_only_the_link_goes(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await cast.maria.message_shortcut(MENU, message)
    await tell(cast.maria, FIRST)
    await cast.maria.delete(message)
    await simulation.move(timedelta(days=1))
    kept = await the_concern(simulation)
    assert (kept.link, kept.state) == (None, State.RAISED)
    assert await words_of(simulation, kept) == [FIRST]


async def test_a_channel_that_cannot_be_seen_proves_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await cast.maria.react("ear", message)
    cast.payments.members.remove(simulation.app.user)
    await simulation.move(timedelta(hours=3))
    assert (await the_concern(simulation)).link is not None
    assert "Priya gets a link" in last_whisper(cast.maria).plain()


# One odd reading refuses nobody


@pytest.mark.parametrize("zone", [None, "Mars/Base"])
async def test_a_zone_that_nobody_knows_falls_back_to_the_offset(
    simulation: Simulation, cast: Cast, zone: str | None
) -> None:
    await cast.maria.open_home()
    async with simulation.slack.lose():
        simulation.workspace.change(cast.maria, tz_name=zone, tz="America/Los_Angeles")
    await simulation.move(DAY)
    await cast.maria.command("/concern", "I am stuck again", channel=cast.payments)
    await simulation.move(timedelta(minutes=1))
    assert known(simulation, cast.maria).zone in ("Etc/GMT+8", "Etc/GMT+7")
    assert len(await concerns(simulation)) == 1
    # Whoever runs it is told whose hours are kept without daylight saving.
    found = report(simulation.bot.store.url.render_as_string(hide_password=False))
    [line] = zones(found)
    assert found.zoneless == (cast.maria.id,)
    assert cast.maria.id in line.what
    assert "tzdata" in line.fix


# Settings are understood, or refused


async def test_emoji_and_regions_are_understood_or_refused_at_their_field(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.command("/concern", "team", channel=cast.payments)
    await cast.priya.press("modal", "More settings")
    await find_and_choose(cast.priya, "region", "GB-ENG")
    await cast.priya.fill({'Emoji for "worth following up"': ":white_tick:"})
    refused = await cast.priya.submit()
    assert "one of Slack's standard emoji" in refused.errors['Emoji for "worth following up"']
    await cast.priya.fill({'Emoji for "worth following up"': "👂 :thumbsup:"})
    kingdom = await find_and_choose(cast.priya, "region", "united kingdom")
    assert kingdom["value"] == "GB"
    refused = await cast.priya.submit()
    assert "such as GB-" in refused.errors["Public holidays"]
    await find_and_choose(cast.priya, "region", "england")
    assert not (await cast.priya.submit()).errors
    await cast.priya.close_modal(all=True)
    assert team_of(simulation, cast.payments.id).emoji == ("ear", "+1")
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await cast.maria.react("+1", message)
    assert (await the_concern(simulation)).raiser == cast.maria.id
