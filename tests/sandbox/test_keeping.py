"""The world goes on after a restart as Slack's own would."""

import json
from datetime import UTC, datetime

import pytest

from slack_sandbox import Channel, Person, Sandbox, Workspace
from slack_sandbox.hooks import respond
from slack_sandbox.keeping import NotKept, keep, restore

from .conftest import Clock, button, section


async def test_what_people_see_is_the_same_after_a_restart(
    slack: Sandbox, ws: Workspace, priya: Person, tom: Person, pay: Channel, clock: Clock
) -> None:
    app = ws.app
    said = await priya.say("Fourth night in a row, @tom", pay)
    await tom.react("ear", said)
    await priya.say("in the thread", pay, thread=said)
    ws.change(tom, dnd=(clock.now, datetime(2026, 3, 10, tzinfo=UTC)))
    ws.deactivate(ws.add_person("sam"))
    im = ws.team.im(app.user, tom.user)
    blocks = [section("Only you"), {"type": "actions", "elements": [button("Go", "go")]}]
    respond(slack.world, app, priya.user, pay, {"blocks": blocks, "text": "Only you"})
    body = {"type": "home", "blocks": [section("Nothing is open.")]}
    slack.views.publish(app, tom.user, body)
    slack.files["F0000000001"] = b"\x00 everything"
    written = json.dumps(keep(slack))

    again = Sandbox(now=clock)
    restore(again, json.loads(written))

    there = again.workspaces["acme"]
    assert again.files == {"F0000000001": b"\x00 everything"}
    assert json.loads(json.dumps(keep(again))) == json.loads(written)
    assert [one.plain() for one in there.team.channels[pay.id].messages] == [
        "Fourth night in a row, @Tom Berg",
        "in the thread",
    ]
    assert there["priya"].ephemerals()[0].labels() == ["Go"]
    assert there["tom"].home is not None
    assert there["tom"].home.plain() == "Nothing is open."
    assert there["sam"].user.deleted
    assert there.app.bot_token == app.bot_token
    assert again.world.new_id("U") not in slack.workspaces["acme"].team.users
    assert again.world.new_ts() > said.ts
    assert there.team.im(there.app.user, there["tom"].user).id == im.id


TEAM = {"id": "T1", "domain": "acme", "name": "Acme"}
USER = {"id": "U1", "handle": "eve", "name": "Eve", "display_name": "Eve"}


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"version": 99},
        {"version": 1, "teams": [{"id": "T1"}]},
        {"version": 1, "teams": ["T1"]},
        {"version": 1, "teams": [{**TEAM, "users": ["U1"]}]},
        {"version": 1, "teams": [{**TEAM, "users": [{**USER, "dnd": ["2026-03-09"]}]}]},
        {"version": 1, "teams": [], "homes": [{"team": "T1"}]},
    ],
)
async def test_a_file_that_is_none_of_ours_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(NotKept):
        restore(Sandbox(), broken)


async def test_the_port_is_the_one_asked_for_and_a_second_sandbox_cannot_have_it() -> None:
    async with Sandbox() as first:
        port = int(first.hooks.base.rpartition(":")[2])
        with pytest.raises(OSError):
            await Sandbox(port=port).start()
    async with Sandbox(port=port) as second:
        assert second.hooks.base == f"http://127.0.0.1:{port}"
