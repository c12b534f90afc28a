"""How the tests of the ways in read an answer and a form."""

from bot.demo.simulation import Simulation
from slack_sandbox import Person
from slack_sandbox.answers import Answer

from .rows import nothing_stored

WORDS = "this deadline is unrealistic"


def said(answer: Answer) -> str:
    assert answer.ok, answer
    assert answer.problems == []
    return answer.message.plain() if answer.message else ""


def form_of(person: Person) -> str:
    assert person.modal is not None
    return person.modal.plain()


def words_in(person: Person, label: str = "Your words") -> object:
    assert person.modal is not None
    return person.modal.fields[label].value


async def refused(person: Person, text: str, sentence: str, simulation: Simulation) -> None:
    answer = said(await person.command("/concern", text))
    assert sentence in answer
    assert text.rpartition("> ")[2].rpartition(" ")[2] in answer
    assert "Your words:" in answer
    assert await nothing_stored(simulation)
