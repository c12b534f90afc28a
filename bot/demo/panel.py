"""What the bot has to send, in plain words, for whoever looks inside the demo."""

from datetime import datetime

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.store.stats import Sight, newest
from slack_sandbox.page import Table

MOST_ROWS = 100
NOTE = (
    "Each message the bot starts by itself is a row here before it is sent, and stays one row"
    " however often Slack breaks off. The newest come first."
)
COLUMNS = ("What", "To", "Due", "State", "Tries")
KINDS = {
    DeliveryKind.DAY: "A leader's message of the day",
    DeliveryKind.TODAY: "A leader's extra message: it cannot wait",
    DeliveryKind.NOTICE: "News about a concern",
    DeliveryKind.CHECK_IN: "A question to the one who raised it",
    DeliveryKind.OFFER: "An offer after an emoji",
    DeliveryKind.INVITE: "An invitation to lead a team here",
    DeliveryKind.SUGGEST: "A colleague suggests it",
    DeliveryKind.DIGEST: "A team's weekly note",
    DeliveryKind.WEEKLY_LIST: "A leader's weekly list",
    DeliveryKind.ON_CHANNEL: "The team's door is open",
    DeliveryKind.ON_ADMIN: "What an admin should know",
    DeliveryKind.BACK: "The bot may write again",
    DeliveryKind.SAFE_ASK: "A question about safety",
}
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

    def _row(self, delivery: Sight) -> tuple[str, ...]:
        name = self._simulation.workspace.team.name_of(delivery.recipient).removeprefix("@")
        due = datetime.fromisoformat(delivery.wall)
        city = delivery.zone.rpartition("/")[2].replace("_", " ")
        when = f"{due:%a} {due.day} {due:%b %H:%M}, {city}"
        state = STATES[delivery.state]
        if delivery.state is DeliveryState.UNCERTAIN and delivery.look_at is not None:
            state = LOOKED_FOR
        if delivery.error:
            state += f" ({delivery.error})"
        return KINDS[delivery.kind], name, when, state, str(delivery.attempts)
