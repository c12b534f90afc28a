"""The main job, end to end: caught, stored, asked about."""

from datetime import timedelta

from bot.cli.stage import Stage
from tests.conftest import Cast


async def test_a_concern_reaches_its_leader_and_is_come_back_to(stage: Stage, cast: Cast) -> None:
    answer = await cast.maria.command(
        "/concern", "I am overloaded by on-call", channel=cast.payments
    )
    assert answer.message is not None
    print(answer.message.plain())

    await stage.move(timedelta(hours=26))
    for message in cast.priya.direct_messages():
        print("---", message.plain())
    new = cast.priya.direct_messages()[-1]
    await cast.priya.press(new, "Read it")
    assert cast.priya.modal is not None
    print(cast.priya.modal.plain(), cast.priya.modal.fields.keys())
    await cast.priya.submit()
    print(cast.priya.modal and cast.priya.modal.plain())
    await stage.move(timedelta(hours=2))
    print("MARIA", [m.plain() for m in cast.maria.direct_messages()])
    await stage.move(timedelta(days=5))
    print("PRIYA", [m.plain() for m in cast.priya.direct_messages()])
    assert "How is that situation now?" in cast.priya.direct_messages()[-1].plain()
