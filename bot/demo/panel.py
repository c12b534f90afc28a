"""What the bot has to send, in plain words, for whoever looks inside the demo."""

from datetime import datetime

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryState
from bot.messages.translate import translator
from bot.outbox.kinds import KINDS
from bot.store.stats import DeliveryRow, newest
from slack_sandbox.page import Table

MOST_ROWS = 100
NOTE = (
    "Each message the bot starts by itself is a row here before it is sent, and stays one row"
    " however often Slack breaks off. The newest come first."
)
COLUMNS = ("What", "To", "Due", "State", "Tries")
STATES = {
    DeliveryState.PENDING: "waits",
    DeliveryState.CLAIMED: "taken up",
    DeliveryState.SENDING: "is being sent",
    DeliveryState.SENT: "sent",
    DeliveryState.UNCERTAIN: "perhaps sent; a human has to look",
    DeliveryState.DEAD: "refused by Slack",
    DeliveryState.CANCELLED: "called back: not true any more",
}
LOOKED_FOR = "perhaps sent; looked for before it is sent again"


class DeliveryPanel:
    """The bot's deliveries, as a panel of the page."""

    title = "What the bot sends"

    def __init__(self, simulation: Simulation) -> None:
        """Look into the rows of the bot on ``simulation``."""
        self._simulation = simulation

    async def table(self) -> Table:
        """Give the newest deliveries."""
        rows = await self._simulation.read(lambda tx: newest(tx.connection, MOST_ROWS))
        return Table(columns=COLUMNS, rows=[self._row(delivery) for delivery in rows], note=NOTE)

    def _row(self, delivery: DeliveryRow) -> tuple[str, ...]:
        name = self._simulation.workspace.team.name_of(delivery.recipient).removeprefix("@")
        due = datetime.fromisoformat(delivery.wall)
        city = delivery.zone.rpartition("/")[2].replace("_", " ")
        when = f"{due:%a} {due.day} {due:%b %H:%M}, {city}"
        state = STATES[delivery.state]
        if delivery.state is DeliveryState.UNCERTAIN and delivery.reconcile_at is not None:
            state = LOOKED_FOR
        if delivery.error:
            state += f" ({delivery.error})"
        return (
            translator("en")(KINDS[delivery.kind].label),
            name,
            when,
            state,
            str(delivery.attempts),
        )
