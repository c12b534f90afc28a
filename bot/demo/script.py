"""Eight weeks of life in two teams: who does what, and when. Nothing in it is left to chance."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.cast import BERLIN, CONTACT, Cast
from bot.demo.narrator import Narrator
from bot.demo.simulation import Simulation, set_up_team
from bot.messages.controls import Field
from slack_sandbox import Channel, Message, NotPossible, Person

MONDAY = date(2026, 9, 7)
WEEKS = 8
START = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
END = datetime(2026, 10, 30, 17, 0, tzinfo=UTC)


class Script:
    """The people's part: each act is told, then done in the sandbox."""

    def __init__(self, simulation: Simulation, cast: Cast, narrator: Narrator) -> None:
        """Play ``cast`` on ``simulation`` and let ``narrator`` tell it."""
        self.simulation = simulation
        self.cast = cast
        self.narrator = narrator
        self.unasked = False
        """Whether the last talk was reported before the bot asked about it."""

    # What a person can do

    async def at(self, week: int, weekday: int, hour: int, minute: int = 0) -> None:
        """Let time pass until then, in Berlin; Monday is 1."""
        day = MONDAY + timedelta(weeks=week - 1, days=weekday - 1)
        await self.simulation.move(datetime.combine(day, time(hour, minute), ZoneInfo(BERLIN)))

    def day(self, week: int, weekday: int) -> date:
        """Give a day of the story; Monday is 1."""
        return MONDAY + timedelta(weeks=week - 1, days=weekday - 1)

    def does(self, who: str, what: str, *, main: bool = True) -> Person:
        """Tell an act, and give the person who does it."""
        person = self.cast[who]
        main = main and who not in self.narrator.hushed
        self.narrator.act(person, what, self.simulation.clock(), main=main)
        return person

    async def types(self, who: str, text: str, where: Channel | None = None) -> None:
        """Type /concern and a sentence."""
        person = self.does(who, f"/concern {text}")
        await person.command("/concern", text, channel=where or self.cast.payments)
        await self.simulation.rounds()

    async def press(self, who: str, label: str, about: str | None = None) -> bool:
        """Press a button of the newest message that has it, else of Home; whether of a message."""
        person = self.cast[who]
        for message in reversed(person.direct_messages()):
            labels = [label_ for label_ in message.labels() if label_ in (label, "More")]
            for same in sorted(labels, key=lambda name: name != label):
                try:
                    await person.press(message, same, near=about)
                    if same != label:
                        await person.press("modal", label)
                except NotPossible:
                    continue
                return True
        await person.open_home()
        try:
            await person.press("home", label, near=about)
        except NotPossible:
            await person.press("home", "More", near=about)
            await person.press("modal", label)
        return False

    async def send(self, who: str) -> None:
        """Send the open form and close what it answers."""
        person = self.cast[who]
        sent = await person.submit()
        if not sent.ok:
            raise NotPossible(f"{who}'s form was refused: {sent}")
        if person.modal is not None:
            await person.close_modal(all=True)
        await self.simulation.rounds()

    async def hears(
        self, leader: str, raiser: str, back: str | None, on: date | None = None
    ) -> None:
        """Read it, say it back, and name the day."""
        line = f"reads it and says back: {back}" if back else "reads it: [I've heard you]"
        self.does(leader, line, main=raiser not in self.narrator.hushed)
        await self.press(leader, "Read it", raiser)
        person = self.cast[leader]
        if back:
            await person.fill({"What you understood": back})
        if on is not None:
            await person.fill({Field.DAY.value: on})
        await self.send(leader)

    async def talked(self, leader: str, raiser: str, answer: str) -> None:
        """Report a talk."""
        line = f"[We've talked] {raiser} says: {answer[0].lower()}{answer[1:]}"
        person = self.does(leader, line, main=raiser not in self.narrator.hushed)
        self.unasked = not await self.press(leader, "We've talked", raiser)
        await person.fill({f"How is it now, as you understood {raiser}?": answer})
        await self.send(leader)

    async def steps(
        self, leader: str, raiser: str, step: tuple[str, str, date], *, team: bool = False
    ) -> None:
        """Choose a step with a date; the team may read its kind."""
        kind, what, by = step
        person = self.does(leader, f"[Pick a next step] {kind}: {what}, by {by:%A}")
        await self.press(leader, "Pick a next step", raiser)
        await person.fill(
            {"What will you do?": kind, "The step in your own words": what, "By which day?": by}
        )
        if team:
            where = self.cast.design if leader == "Tom" else self.cast.payments
            await person.fill({f"The team, in the digest of #{where.name}": True})
        await self.send(leader)

    async def answers(
        self, who: str, label: str, *, then: str | None = None, changed: str | None = None
    ) -> None:
        """Press an answer of the newest question."""
        more = [f"[{then}]"] if then else [f"What changed? {changed}"] if changed else []
        person = self.does(who, " ".join([f"[{label}]", *more]))
        await self.press(who, label)
        if then is not None:
            await self.press(who, then)
        if changed is not None:
            await person.fill({"Choose any that fit": [changed]})
            await self.send(who)
        if person.modal is not None:
            await person.close_modal(all=True)
        await self.simulation.rounds()

    async def marks(self, who: str, author: str, message: Message) -> None:
        """Set the emoji on somebody's message."""
        whose = "an own message" if who == author else f"{author}'s message"
        person = self.does(who, f"puts :ear: on {whose}: {message.text}")
        await person.react("ear", message)
        await self.simulation.rounds()

    async def closes(self, leader: str, raiser: str, reason: str, words: str) -> None:
        """Say an honest no."""
        line = f"[Give an honest no] {reason}. {words}"
        person = self.does(leader, line, main=raiser not in self.narrator.hushed)
        await self.press(leader, "Give an honest no", raiser)
        await person.fill({"Why is it a no?": reason, f"In your own words, to {raiser}": words})
        await self.send(leader)

    async def hands_over(self, leader: str, raiser: str, to: str) -> None:
        """Ask the raiser whether somebody else may read it, and hear their yes."""
        person = self.does(leader, f"[Hand it over] {raiser}'s, to {to}; {raiser} is asked first")
        await self.press(leader, "Hand it over", raiser)
        await person.fill({"Who should have it?": to})
        await self.send(leader)

    async def goes_away(self, who: str, until: date) -> None:
        """Announce days off."""
        person = self.does(who, f"/concern pause until {until:%Y-%m-%d}")
        await person.command("/concern", f"pause until {until:%Y-%m-%d}")
        await self.simulation.rounds()

    async def restarts(self) -> None:
        """Stop the bot in the middle of everything and start it again."""
        await self.simulation.restart()
        self.narrator.aside("(The bot is stopped and started again, on the same rows.)")

    # The weeks

    async def first(self) -> None:
        """A note before any team exists; the teams; a say-back that was not quite it."""
        payments = self.cast.payments
        await self.at(1, 1, 10, 5)
        sentence = "@sam worn out by the migration, wednesday"
        priya = self.does(
            "Priya", f"/concern {sentence} [I lead Sam: add a note] [Save and remind me]"
        )
        await priya.command("/concern", sentence)
        await priya.press("modal", "I lead Sam: add a note")
        await self.send("Priya")
        await self.at(1, 2, 9, 45)
        team = [member for name, member in self.cast.people.items() if payments.has(member.user)]
        team.remove(priya)
        self.does("Priya", "/concern team: sets up #payments, nine people, and promises to answer")
        await set_up_team(priya, payments, team, contact=CONTACT)
        await self.simulation.rounds()
        self.does(
            "Tom", "/concern team: sets up #design, four people; Dora does so for Priya and Tom"
        )
        await set_up_team(
            self.cast["Tom"],
            self.cast.design,
            self.cast.some("Nina", "Oskar", "Ruth", "Ben"),
            contact=CONTACT,
        )
        await set_up_team(
            self.cast["Dora"],
            self.cast.leads,
            self.cast.some("Priya", "Tom"),
            contact=CONTACT,
        )
        await self.simulation.rounds()
        self.does("Priya", "approves both teams: she is an admin here [Approve]")
        for message in priya.direct_messages():
            if "Approve" in message.labels():
                await priya.press(message, "Approve")
        await self.at(1, 3, 10, 0)
        await self.talked("Priya", "Sam", "Better")
        await self.at(1, 3, 12, 0)
        await self.types("Maria", "I am overloaded by on-call")
        await self.at(1, 4, 10, 0)
        await self.hears(
            "Priya", "Maria", "What I'm hearing is: too many pages at night.", self.day(2, 1)
        )
        await self.at(1, 4, 13, 0)
        maria = self.does("Maria", "[Not quite] It's the days after: I review with half a head.")
        await self.press("Maria", "Read it")
        await maria.press("modal", "Not quite")
        await maria.fill(
            {"What's missing, or different?": "It's the days after: I review with half a head."}
        )
        await self.send("Maria")

    async def second(self) -> None:
        """Said back again; the question; a step with a date; a form; Friday's first note."""
        await self.at(1, 5, 10, 0)
        self.does("Priya", "says it back again: After a night on call the next day is lost to you.")
        await self.press("Priya", "Read it", "Maria")
        await self.cast["Priya"].fill(
            {"What you understood": "After a night on call the next day is lost to you."}
        )
        await self.send("Priya")
        await self.at(1, 5, 12, 0)
        maria = self.does("Maria", "[Yes, that's it]")
        await self.press("Maria", "Read it")
        await maria.press("modal", "Yes, that's it")
        await maria.close_modal(all=True)
        await self.at(2, 1, 15, 0)
        await self.steps(
            "Priya",
            "Maria",
            ("Cut scope", "No reviews the day after a night on call", self.day(3, 1)),
            team=True,
        )
        noah = self.does(
            "Noah",
            'shortcut "Raise something":'
            " The export date was promised before we looked at the work.",
        )
        await noah.shortcut("tell_my_leader")
        await noah.fill(
            {
                "What is it?": "This deadline is unrealistic",
                "Your words": "The export date was promised before we looked at the work.",
            }
        )
        await self.send("Noah")
        await self.at(2, 2, 16, 0)
        await self.hears("Priya", "Noah", "The date came first, the look at the work after.")
        await self.restarts()
        await self.at(2, 4, 14, 0)
        self.does("Priya", "[Post it as planned]: tomorrow's note, with the step ticked on Monday")
        await self.press("Priya", "Post it as planned")
        await self.at(2, 5, 9, 50)
        await self.closes(
            "Priya",
            "Noah",
            "We looked at it and decided otherwise",
            "The date stays, the customer signed it. The next one I won't promise without you.",
        )

    async def third(self) -> None:
        """The message menu, the emoji on one's own message, and a worse."""
        payments = self.cast.payments
        await self.at(3, 1, 14, 0)
        await self.talked("Priya", "Maria", "About the same")
        await self.at(3, 2, 11, 0)
        kofi = self.cast["Kofi"]
        message = await kofi.say("Third week without an answer from the platform team.", payments)
        self.does("Kofi", f'menu "Follow up on this" on an own message: {message.text}')
        await kofi.message_shortcut("come_back_to_this", message)
        await kofi.fill(
            {
                "What is it?": "Working with another team is hard",
                "Your words": "We wait for them every time, and nobody tells us until when.",
            }
        )
        self.narrator.hushed.add("Kofi")
        await self.send("Kofi")
        await self.types("Nina", "I am stuck, nobody decides on the colours", self.cast.design)
        await self.at(3, 3, 15, 30)
        message = await self.cast["Grace"].say("I learn of the plan from the wiki.", payments)
        await self.marks("Grace", "Grace", message)
        self.narrator.hushed.add("Grace")
        await self.at(3, 3, 16, 0)
        await self.answers("Maria", "It's worse", then="Yes, tell Priya")
        await self.hears("Priya", "Kofi", "You wait, and nobody there says until when.")
        await self.at(3, 4, 16, 0)
        await self.talked("Priya", "Maria", "Better")
        await self.hears("Priya", "Grace", None)

    async def fourth(self) -> None:
        """Silence, and the raiser is asked where it should go; better, and a private answer."""
        await self.at(4, 1, 15, 0)
        await self.answers("Maria", "It's better", changed="Less on my plate")
        await self.at(4, 2, 16, 0)
        await self.talked("Priya", "Kofi", "About the same")
        await self.talked("Priya", "Grace", "About the same")
        self.narrator.hushed.discard("Grace")
        await self.restarts()
        await self.at(4, 3, 12, 0)
        await self.answers("Nina", "Remind once more")
        await self.at(4, 4, 12, 0)
        await self.hears("Tom", "Nina", "You have three drafts and no yes to any.")
        await self.at(4, 4, 17, 0)
        await self.answers("Grace", "No change", then="Keep it to myself")
        await self.answers("Kofi", "A little better")

    async def fifth(self) -> None:
        """Up to a director; a leader's mark; a colleague's mark, with a yes and with a no."""
        payments = self.cast.payments
        await self.at(5, 1, 11, 0)
        await self.types("Priya", "@dora we change the roadmap without the full picture")
        await self.at(5, 2, 14, 0)
        message = await self.cast["Aylin"].say("Still no test system of our own.", payments)
        await self.marks("Jonas", "Aylin", message)
        message = await self.cast["Ines"].say("What a Tuesday.", payments)
        await self.marks("Leo", "Ines", message)
        await self.at(5, 2, 14, 20)
        await self.hears("Dora", "Priya", "You plan, then the plan moves.", self.day(5, 5))
        await self.answers("Aylin", "Yes, tell Priya")
        await self.answers("Ines", "No, thanks")
        await self.steps(
            "Tom",
            "Nina",
            ("Set priorities", "One yes to one draft", self.day(5, 4)),
            team=True,
        )
        await self.at(5, 3, 11, 0)
        message = await self.cast["Leo"].say("Fourth release night in a row.", payments)
        await self.marks("Priya", "Leo", message)
        await self.hears("Priya", "Aylin", "Each test waits for somebody else's.")
        await self.at(5, 4, 15, 0)
        self.does(
            "Tom",
            "[Post it as planned]: tomorrow's digest for #design, with the step he ticked",
            main=False,
        )
        await self.press("Tom", "Post it as planned")
        await self.talked("Tom", "Nina", "Better")
        await self.talked("Priya", "Kofi", "Better")
        await self.at(5, 5, 12, 0)
        await self.talked("Dora", "Priya", "Better")

    async def sixth(self) -> None:
        """More people speak, and Priya goes to each of them before she is asked."""
        self.narrator.hushed |= {"Ines", "Jonas", "Sam", "Grace", "Aylin", "Nina", "Leo"}
        await self.at(6, 1, 14, 0)
        await self.talked("Priya", "Aylin", "About the same")
        await self.talked("Priya", "Leo", "Better")
        await self.answers("Nina", "It's better", changed="Priorities are clearer")
        await self.answers("Kofi", "It's better", changed="Better with the other team")
        for who, words in (
            ("Ines", "There are too many meetings before noon"),
            ("Jonas", "The legacy exporter wears me down, too much of it"),
            ("Sam", "I need help with the migration"),
        ):
            await self.simulation.move(timedelta(minutes=5))
            await self.types(who, words)
        await self.restarts()
        await self.at(6, 2, 16, 0)
        await self.answers("Priya", "It's better", changed="I feel taken seriously")
        for who in ("Ines", "Jonas", "Sam"):
            await self.hears("Priya", who, None)
        await self.talked("Priya", "Grace", "Better")
        await self.at(6, 3, 15, 0)
        await self.answers("Aylin", "A little better")
        await self.at(6, 4, 16, 0)
        await self.talked("Priya", "Ines", "Better")
        await self.talked("Priya", "Sam", "About the same")
        self.narrator.hushed.discard("Jonas")
        await self.hands_over("Priya", "Jonas", "Dora")
        await self.at(6, 5, 11, 0)
        await self.answers("Jonas", "Yes, share my words")

    async def seventh(self) -> None:
        """It came back; somebody is away; a channel that others read."""
        await self.at(7, 1, 10, 30)
        # Not before: the page begins after six weeks, and its hints speak of #payments.
        self.simulation.workspace.rename(self.cast.payments, "checkout")
        self.narrator.aside("(#payments is renamed to #checkout.)")
        await self.simulation.slack.quiet()
        await self.hears("Dora", "Jonas", "An exporter nobody dares to touch.", self.day(7, 5))
        await self.goes_away("Tom", self.day(8, 1))
        self.narrator.again("Thanks, ")
        await self.types("Ruth", "the handbook is out of date again", self.cast.design)
        self.narrator.hushed |= {"Ruth", "Jonas"}
        self.simulation.workspace.share(self.cast.design)
        self.narrator.aside("(#design is shared with an agency.)")
        await self.at(7, 1, 11, 0)
        maria = self.does("Maria", "/concern mine [Read it] [Reopen it]")
        await maria.command("/concern", "mine", channel=self.cast.payments)
        await maria.press("modal", "Read it")
        await maria.press("modal", "Reopen it")
        await maria.close_modal(all=True)
        await self.simulation.rounds()
        await self.at(7, 1, 17, 0)
        for who in ("Ines", "Grace"):
            await self.answers(who, "It's better")
        await self.at(7, 2, 15, 0)
        await self.talked("Priya", "Maria", "Better")
        await self.talked("Priya", "Aylin", "Better")
        await self.at(7, 4, 15, 0)
        await self.talked("Dora", "Jonas", "Better")
        await self.answers("Maria", "It's better", changed="Less on my plate")
        await self.answers("Aylin", "It's better", changed="Work moves more easily")

    async def eighth(self) -> None:
        """The last follow-up, and she had already been there."""
        self.narrator.last_week = True
        await self.at(8, 1, 15, 0)
        self.narrator.hushed.discard("Sam")
        await self.talked("Priya", "Sam", "Better")
        await self.hears("Tom", "Ruth", None, self.day(9, 1))
        await self.at(8, 4, 8, 0)
        await self.answers("Sam", "It's better", changed="Work moves more easily")

    async def weeks(self) -> AsyncIterator[int]:
        """Play week after week, as far as somebody asks; gives the number of each."""
        scenes = (
            self.first,
            self.second,
            self.third,
            self.fourth,
            self.fifth,
            self.sixth,
            self.seventh,
            self.eighth,
        )
        for number, scene in enumerate(scenes, start=1):
            await scene()
            yield number

    async def play(self, weeks: int = WEEKS) -> None:
        """Play so many weeks; all of them: to the evening of the last day."""
        async for week in self.weeks():
            if week == weeks:
                break
        if weeks == WEEKS:
            await self.simulation.move(END)
        self.narrator.flush()
