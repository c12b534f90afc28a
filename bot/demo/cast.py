"""Who is in the story: two teams, their leaders, and a director."""

from dataclasses import dataclass

from bot.demo.simulation import Simulation
from slack_sandbox import Channel, Person

BERLIN, LISBON, NEW_YORK = "Europe/Berlin", "Europe/Lisbon", "America/New_York"
CONTACT = "the People team, ext. 4410"
LEADERS = ("Priya", "Tom", "Dora")
PAYMENTS = {
    "Sam": BERLIN,
    "Jonas": BERLIN,
    "Aylin": BERLIN,
    "Leo": BERLIN,
    "Maria": LISBON,
    "Kofi": LISBON,
    "Ines": LISBON,
    "Noah": NEW_YORK,
    "Grace": NEW_YORK,
}
"""Nine people in three zones; Priya leads them from Berlin."""
DESIGN = ("Nina", "Oskar", "Ruth", "Ben")
"""Four people; Tom leads them."""
TITLES = {
    "Priya": "leads #payments",
    "Tom": "leads #design",
    "Dora": "leads Priya and Tom",
    **dict.fromkeys(PAYMENTS, "in #payments, led by Priya"),
    **dict.fromkeys(DESIGN, "in #design, led by Tom"),
}
"""What everybody's profile says; the page shows it where one chooses whom to be."""


@dataclass(frozen=True)
class Cast:
    """Everybody, by their first name, and the three channels."""

    people: dict[str, Person]
    payments: Channel
    design: Channel
    leads: Channel
    """Dora, who leads the leaders."""

    def __getitem__(self, name: str) -> Person:
        """Give the person of this first name."""
        return self.people[name]

    def some(self, *names: str) -> list[Person]:
        """Give several people."""
        return [self.people[name] for name in names]


def add_cast(simulation: Simulation) -> Cast:
    """Let everybody join the workspace; nobody has heard of the bot yet."""
    zones = dict.fromkeys((*LEADERS, *DESIGN), BERLIN) | PAYMENTS
    people = {
        name: simulation.workspace.add_person(
            name.lower(),
            name=name,
            display_name=name,
            tz=zone,
            admin=name == "Priya",
            title=TITLES[name],
        )
        for name, zone in zones.items()
    }

    def channel(name: str, *members: str) -> Channel:
        return simulation.workspace.add_channel(
            name, members=[people[member] for member in members]
        )

    return Cast(
        people,
        payments=channel("payments", "Priya", *PAYMENTS),
        design=channel("design", "Tom", *DESIGN),
        leads=channel("leads", "Dora", "Priya", "Tom"),
    )
