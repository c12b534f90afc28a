"""What no client of Slack sends: buttons and forms about things of others, pressed by anybody."""

import json
from typing import Any
from urllib.parse import urlencode

import aiohttp
from sqlalchemy import select

from bot.demo.simulation import METRICS_TOKEN, SECRET, TOKEN, Simulation
from bot.domain.concern.states import Kind
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.taxonomy import Signal
from bot.logs import set_up
from bot.messages.controls import Button, ConcernValue, Form, TopicValue
from bot.store import tables
from slack_sandbox import Message, Person
from tests.conftest import Cast

from .moments import keep, local, rows, set_row, tell
from .rows import concerns
from .test_bad_input import Logs, logs, post

__all__ = ["logs"]
CANARY = "canary-in-the-mine"
OWN = ("inbox", "person", "coached")
"""What somebody's own visit may write: that Slack said it, and who they are."""


def everything(simulation: Simulation) -> dict[str, list[Any]]:
    """All that anybody else could see."""
    with simulation.bot.store.begin() as tx:
        return {
            one.name: sorted(map(repr, tx.connection.execute(select(one))))
            for one in tables.metadata.sorted_tables
            if one.name not in OWN
        }


async def forged_press(
    simulation: Simulation,
    who: Person,
    card: Message,
    button: Button,
    value: str,
    *,
    team: str | None = None,
) -> tuple[int, str]:
    """A press as Slack would send it, signed."""
    action = {"type": "button", "action_id": button.value, "value": value, "block_id": "b"}
    body = {
        "type": "block_actions",
        "team": {"id": team or simulation.workspace.id, "domain": "acme"},
        "user": {"id": who.id, "team_id": team or simulation.workspace.id},
        "container": {"type": "message", "channel_id": card.channel.id, "message_ts": card.ts},
        "channel": {"id": card.channel.id},
        "message": {"ts": card.ts, "blocks": card.blocks, "metadata": card.metadata or {}},
        "trigger_id": "1.2.3",
        "actions": [action],
    }
    return await post(simulation, urlencode({"payload": json.dumps(body)}).encode())


async def forged_form(
    simulation: Simulation,
    who: Person,
    form: Form,
    view_state: Any,
    values: dict[str, Any],
    *,
    team: str | None = None,
) -> tuple[int, str]:
    """A submission as Slack would send it, signed; each value is what its element holds."""
    view = {
        "id": f"V{form.value}",
        "type": "modal",
        "callback_id": form.value,
        "private_metadata": json.dumps(view_state),
        "blocks": [{"type": "input", "block_id": name} for name in values],
        "state": {"values": {name: {name.partition(":")[0]: one} for name, one in values.items()}},
    }
    body = {
        "type": "view_submission",
        "team": {"id": team or simulation.workspace.id, "domain": "acme"},
        "user": {"id": who.id, "team_id": team or simulation.workspace.id},
        "trigger_id": "1.2.3",
        "view": view,
    }
    return await post(simulation, urlencode({"payload": json.dumps(body)}).encode())


def option(value: str) -> dict[str, Any]:
    return {"selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": value}}


async def a_life(simulation: Simulation, cast: Cast) -> dict[str, str]:
    """Something of everything that belongs to Priya and Maria; gives the ids of it."""
    await tell(cast.maria, f"I am stuck, {CANARY}", cast.payments)
    await keep(cast.priya, cast.sam, CANARY, cast.payments)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    await simulation.rounds()
    (doubtful,) = rows(simulation, DeliveryKind.DAY)
    set_row(simulation, doubtful.id, state=DeliveryState.UNCERTAIN, reconcile_at=None)
    with simulation.bot.store.begin() as tx:
        team = tx.teams.in_channel(simulation.bot.installation.workspace, cast.payments.id)
        assert team is not None
        tx.newcomers.joined(team, cast.dora.id, simulation.clock())
    both = await concerns(simulation)
    raised, note = sorted(both, key=lambda one: one.kind is Kind.NOTE)
    return {
        "concern": f"{raised.id}:{raised.step_no}",
        "note": f"{note.id}:{note.step_no}",
        "team": team.id,
        "newcomer": f"{team.id}:{cast.dora.id}",
        "week": f"{team.id}:2026-W11",
        "delivery": doubtful.id,
    }


OF_KIND = {
    Button.ADD: "newcomer",
    Button.NOT_ON_TEAM: "newcomer",
    Button.CHOOSE_DIGEST: "week",
    Button.POST_DIGEST: "week",
    Button.SKIP_DIGEST: "week",
    Button.HOW: "team",
    Button.NOT_NOW: "team",
    Button.ARRIVED: "delivery",
    Button.SEND_AGAIN: "delivery",
}
THEIR_OWN = {
    Button.STEP_DOWN,
    *(Button.SAFE_ASK, Button.HIDE, Button.OFFER_NEVER, Button.MY_DATA),
    Button.EXAMPLE,  # it tells of a Maria whom nobody made up
}
"""What anybody may press, and what it does is about themselves."""


def of_digest(ids: dict[str, str]) -> dict[str, str]:
    """What the form of a team's digest remembers."""
    team, _, week = ids["week"].partition(":")
    return {"team": team, "week": week}


async def everything_pressed(
    simulation: Simulation, who: Person, ids: dict[str, str], *, team: str | None = None
) -> list[tuple[int, str]]:
    """Every button there is, and the forms, about what is not theirs."""
    card = next(
        one for one in simulation.workspace.team.channels.values() if one.name == "payments"
    )
    hello = card.messages[0]
    assert hello.author is simulation.app.user
    answers = []
    for button in (one for one in Button if one not in THEIR_OWN):
        value = ids[OF_KIND.get(button, "concern")]
        if button is Button.MORE:
            value = f"{Button.SEND_ON.value}|{value}"
        elif button is Button.ADD_TO:
            value = f"{value.partition(':')[0]}|{value}"
        elif button is Button.TOPIC:
            value = f"help|{value}"
        answers.append(await forged_press(simulation, who, hello, button, value, team=team))
    for button in (Button.READ, Button.SHARE, Button.TAKE_BACK, Button.TALKED, Button.LATER):
        answers += [await forged_press(simulation, who, hello, button, ids["note"], team=team)]
    concern, step = ids["concern"].split(":")
    about = {"concern": concern, "step": int(step)}
    words = {"value": "in other words, long enough to be taken"}
    heir = {"selected_user": simulation.workspace.people["tom"].id}
    lines = dict.fromkeys(("line_1", "line_2", "line_3"), words)
    for form, view_state, values in (
        (Form.SEND_ON, about, {"leader": heir, "words": words}),
        (Form.HAND, about, {"leader": heir, "words": words}),
        (Form.OBSTACLE, about, {"need": option("capacity"), "person": heir, "words": words}),
        (Form.CAME_BACK, about, {"words": words}),
        (Form.GUESS, about, {"guess": option("knows")}),
        (Form.HEARD, about, {"say_back": words, "day": {"selected_date": "2026-03-12"}}),
        (Form.CLOSE, about, {"reason": option("outside"), "words": words}),
        (Form.DIGEST, of_digest(ids), {"note_steps": {"selected_options": []}, **lines}),
        (Form.PROMISE, {"team": ids["team"]}, {"hour": option("09:30")}),
        (Form.HOW, {"team": ids["team"]}, {}),
        (Form.CONTACT, {}, {"contact_person": heir, "contact_line": words}),
        (
            Form.WORKSPACE,
            {},
            {
                "notes": option("off"),
                "emoji": words,
                "reminders": option("2"),
                "detail": option("topic"),
                "gaps": {"value": "2, 5, 10\n3, 10, 20\n10, 15, 20"},
                "form_length": {"value": "600"},
                "eligible": {"value": "5"},
            },
        ),
        (Form.SORT, {}, {f"sort:{ids['concern']}": option("better")}),
        (Form.SORT, {}, {f"sort:{ids['note']}": option("tomorrow")}),
    ):
        answers.append(await forged_form(simulation, who, form, view_state, values, team=team))
    return answers


async def test_R12_what_is_not_theirs_does_nothing_for_anybody_through_any_control(
    simulation: Simulation, cast: Cast
) -> None:
    guest = simulation.workspace.add_person("gus", guest="multi")
    foreign = simulation.workspace.add_person("fay", stranger=True)
    ids = await a_life(simulation, cast)
    for who in (cast.tom, cast.sam, guest, foreign):
        await forged_press(simulation, who, cast.payments.messages[0], Button.WHO_SEES, "")
    before, said = everything(simulation), len(simulation.slack.calls)
    for who in (cast.tom, cast.sam, guest, foreign):
        answers = await everything_pressed(simulation, who, ids)
        assert everything(simulation) == before, who
        heard = json.dumps([one.args for one in simulation.slack.calls[said:]]) + repr(answers)
        assert CANARY not in heard, who
        assert "Maria" not in heard, who
    # The same from whoever it belongs to is no forgery.
    said = len(simulation.slack.calls)
    await everything_pressed(simulation, cast.priya, ids)
    assert everything(simulation) != before
    assert CANARY in json.dumps([one.args for one in simulation.slack.calls[said:]])


async def test_ids_of_one_workspace_open_nothing_in_another(
    simulation: Simulation, cast: Cast
) -> None:
    ids = await a_life(simulation, cast)
    before, said = everything(simulation), len(simulation.slack.calls)
    answers = await everything_pressed(simulation, cast.priya, ids, team="T0OTHER")
    typed = {"command": "/concern", "text": CANARY, "channel_id": cast.payments.id}
    typed |= {"team_id": "T0OTHER", "user_id": cast.priya.id}
    answers.append(await post(simulation, urlencode(typed).encode()))
    assert everything(simulation) == before
    assert {status for status, _ in answers} == {200}
    heard = json.dumps([one.args for one in simulation.slack.calls[said:]]) + repr(answers)
    assert CANARY not in heard
    assert "Maria" not in heard


async def test_R01_no_word_leaves_by_a_log_a_figure_or_a_notification_whatever_way_it_goes(
    simulation: Simulation, cast: Cast, logs: Logs
) -> None:
    """Lines for the note, an obstacle, what is sent on, settings that cannot be read; at DEBUG."""
    set_up("debug")
    ids = await a_life(simulation, cast)
    await simulation.rounds()
    concern, step = ids["concern"].split(":")
    about = {"concern": concern, "step": int(step)}
    hurt = f"<!channel> *{CANARY}* <https://evil.example|here> {{ $person }}"
    words = {"value": hurt}
    to_tom, to_dora = ({"selected_user": one.id} for one in (cast.tom, cast.dora))
    lines = {"line_1": words, **{key: {"value": None} for key in ("line_2", "line_3")}}
    simulation.slack.faults.add("chat.postMessage", "fatal_error", times=2)
    simulation.slack.faults.add("chat.update", "fatal_error", times=2)
    ask = {"need": option("capacity"), "words": words}
    on_thursday = {"selected_date": "2026-03-12"}
    written = {"note_steps": {"selected_options": []}, **lines}
    about_sam = {"date": {"selected_option": None}, "day": {"selected_date": "2020-01-01"}}
    for who, form, view_state, values in (
        (cast.priya, Form.HEARD, about, {"say_back": words, "day": on_thursday}),
        (cast.priya, Form.OBSTACLE, {"concern": concern}, {**ask, "person": to_dora}),
        (cast.priya, Form.OBSTACLE, {"concern": concern}, {**ask, "person": to_tom}),
        (cast.maria, Form.SEND_ON, about, {"leader": to_tom, "words": words}),
        (cast.priya, Form.DIGEST, of_digest(ids), written),
        (cast.priya, Form.NOTE, {"person": cast.sam.id}, {"words": words, **about_sam}),
    ):
        await forged_form(simulation, who, form, view_state, values)
    await cast.priya.command("/concern", "settings", channel=cast.payments)
    await cast.priya.press("modal", "More settings")
    assert await cast.priya.look_up("modal", "region", CANARY) == []
    await cast.priya.fill({"talk_hours": hurt})
    assert (await cast.priya.submit()).errors
    simulation.slack.faults.add("chat.postMessage", "restricted_action", times=3)
    await simulation.move(local("2026-03-14 12:00"))
    notes = [one for one in cast.payments.messages if CANARY in json.dumps(one.blocks)]
    assert len(notes) == 1
    drawn = json.dumps(notes[0].blocks)
    assert "<!channel>" not in drawn and "<https://evil" not in drawn
    # The words went where they were to go: an ask of Priya's own, and on to Tom.
    assert [one.owner for one in await concerns(simulation)].count(cast.tom.id) == 2
    # A channel hides nothing, so the text of a digest is all of it, with the line she wrote for it.
    told = [call for call in simulation.slack.calls if CANARY in str(call.args.get("text", ""))]
    assert {call.args["channel"] for call in told} == {cast.payments.id}
    simulation_metrics = (simulation.app.request_url or "").replace("/slack/events", "/metrics")
    async with (
        aiohttp.ClientSession() as session,
        session.get(
            simulation_metrics, headers={"Authorization": f"Bearer {METRICS_TOKEN}"}
        ) as page,
    ):
        figures = await page.text()
    said = logs.text()
    assert "delivery" in said
    for secret in (CANARY, "evil.example", TOKEN, SECRET, "Traceback"):
        assert secret not in said, secret
        assert secret not in figures, secret
    for one in ("Maria", cast.maria.id, cast.priya.id, cast.payments.id):
        assert one not in figures, one


async def test_a_shape_that_nothing_of_ours_sends_is_answered_plainly_and_does_nothing(
    simulation: Simulation, cast: Cast, logs: Logs
) -> None:
    set_up("debug")
    await a_life(simulation, cast)
    await forged_press(simulation, cast.priya, cast.payments.messages[0], Button.WHO_SEES, "")
    before, said = everything(simulation), len(simulation.slack.calls)
    junk: dict[str, Any] = {"words": CANARY}
    for form in Form:
        for view_state in ({}, {"concern": CANARY * 20}, [CANARY]):
            status, answer = await forged_form(simulation, cast.priya, form, view_state, junk)
            assert status == 200, form
            assert json.loads(answer)["response_action"] == "errors", form
    hello = cast.payments.messages[0]
    for button in (one for one in Button if one not in THEIR_OWN):
        for value in (f"{CANARY}\0|{CANARY}:x", '{"concern": 3}', "{"):
            status, _ = await forged_press(simulation, cast.priya, hello, button, value)
            assert status == 200, button
    assert everything(simulation) == before
    calls = [call.args for call in simulation.slack.calls[said:]]
    told = logs.text() + json.dumps(calls, ensure_ascii=False)
    assert "malformed" in told
    assert "Traceback" not in told
    assert f"{CANARY}\\" not in told and f"{CANARY}:x" not in told


async def test_how_somebody_is_led_is_made_no_topic_of_what_their_own_leader_has(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    [before] = await concerns(simulation)
    hello, at = cast.payments.messages[0], ConcernValue(concern=before.id, step=before.step_no)
    topic = TopicValue(concern=before.id, step=before.step_no, signal=Signal.LED).encode()
    await forged_press(simulation, cast.maria, hello, Button.TOPIC, topic)
    values = {
        "signal": option(Signal.LED.value),
        "words": {"value": "in other words"},
        "help": {"selected_option": None},
        "how_soon": option("week"),
        "pressures": {"selected_options": []},
    }
    about = {"concern": at.concern, "step": at.step}
    _, answer = await forged_form(simulation, cast.maria, Form.CHANGE, about, values)
    assert "how you're led" in answer
    assert await concerns(simulation) == [before]
