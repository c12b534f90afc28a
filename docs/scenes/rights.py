"""What is kept by or about a person: read page by page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.concern.states import Act, Kind, State
from bot.domain.delivery import DeliveryKind
from bot.domain.digest import Word
from bot.domain.ids import ChannelId
from bot.domain.person import Person
from bot.domain.personal_data import (
    DigestLines,
    ErasedData,
    OfferMade,
    PersonalData,
    SaidToLead,
    SentMessage,
    TeamPlace,
)
from bot.domain.record import OPERATOR, SAID_BACK, Opening, Record
from bot.domain.taxonomy import Help
from bot.domain.team import LeaderState
from bot.messages import cards
from bot.messages.forms import oneself
from bot.messages.forms.personal_data import data_view, erase_form
from docs.samples import LINK, MARIA, NOW, PRIYA, SAM, TODAY, TOM, Samples, happened
from docs.scenes.scene import Shown


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """What somebody reads of themselves."""
    yield "My data", data_view(of_raiser(samples))
    yield "My data, as a leader", data_view(of_leader(samples))
    yield "My data, nothing", data_view(kept_of(samples, samples.maria))
    everything = at_their_limits(samples, (samples.record(state=State.CONFIRMED),))
    yield "My data, whatever can happen", data_view(everything)
    coming = {"title_key": "data-file-title", "text_key": "data-file-coming"}
    yield "A file is asked for", oneself.said(samples.maria, **coming)  # type: ignore[arg-type]
    yield "The file", cards.data_file(of_raiser(samples))
    whole = ErasedData(raised=2, about=1, notes=3, digests=1)
    for name, goes in (("all there can be", whole), ("nothing", ErasedData())):
        form = erase_form(samples.priya, goes=goes, contact=samples.contact)
        yield f"Erase what's mine, {name}", form
    one = ErasedData(raised=1, about=2, notes=1, digests=2)
    form = erase_form(samples.maria, goes=one, contact=samples.contact)
    yield "Erase what's mine, other amounts", form
    for name, text in (("It is erased", "erase-done"), ("It was a lot", "erase-going")):
        yield name, oneself.said(samples.maria, title_key="erase-title", text_key=text)


def kept_of(samples: Samples, person: Person, **changes: Any) -> PersonalData:
    """What is kept of ``person``, beside ``changes`` nothing but what everybody has."""
    return PersonalData(person=person, made_at=NOW, people=samples.people, **changes)


def of_raiser(samples: Samples) -> PersonalData:
    """What is kept of Maria."""
    texts = (*samples.talk, samples.closing)
    raised = samples.record(texts, step=True, help=Help.LISTEN, state=State.NO_CHANGE)
    history = (
        happened(Act.RAISE.value, 1, NOW - timedelta(days=5), by=MARIA.id),
        happened(Act.HEAR.value, at=NOW - timedelta(days=4), by=PRIYA.id),
        happened(Act.FALL_QUIET.value, at=NOW - timedelta(days=1, hours=1)),
        happened(Act.KEEP_PRIVATE.value, at=NOW - timedelta(days=1, minutes=30), by=MARIA.id),
        happened(Act.CLOSE.value, at=NOW - timedelta(days=1), by=PRIYA.id),
    )
    read = (Opening(person=OPERATOR, opened_at=NOW),)
    notes = (
        samples.note(texts=samples.noted),
        samples.note(texts=samples.noted, kind=Kind.SHARED),
        samples.note(texts=samples.noted, state=State.UNCONFIRMED),
    )
    offered = samples.record(state=State.OFFERED, marked_by=SAM.id, link=LINK)
    made = OfferMade(author=SAM.id, channel=ChannelId("C0PAY"), ts="1700000000.000000", at=NOW)
    return kept_of(
        samples,
        samples.maria,
        records=(replace(raised, history=history, openings=read), *notes),
        offers=(offered,),
        offers_made=(made,),
        teams=(TeamPlace(name="payments", on_list=True),),
        led_by=(SaidToLead(TOM.id, MARIA.id, denied=False),),
        messages=(
            SentMessage(DeliveryKind.NOTICE, NOW - timedelta(days=1)),
            SentMessage(DeliveryKind.SAFE_ASK, NOW, to_them=False),
            SentMessage(DeliveryKind.SUGGEST, NOW, to_them=False),
            SentMessage(DeliveryKind.ON_APPROVE, NOW, to_them=False),
        ),
    )


def of_leader(samples: Samples) -> PersonalData:
    """What is kept of Priya."""
    lines = DigestLines(team="payments", at=NOW, lines=("We moved the export to April.",))
    return kept_of(
        samples,
        samples.priya,
        records=(
            samples.record(samples.talk[2:3], not_yet_because="The rota is not out yet"),
            samples.note(texts=samples.noted),
        ),
        lines=(lines, DigestLines(team="payments", at=NOW, word=Word.SKIP)),
        teams=(
            TeamPlace(name="payments", leads=LeaderState.ACCEPTED, accepted_on=TODAY, set_up=True),
            TeamPlace(name=None, asked_as_admin=True),
        ),
        leads=(SaidToLead(PRIYA.id, MARIA.id, denied=True),),
    )


def at_their_limits(samples: Samples, many: tuple[Record, ...]) -> PersonalData:
    """Everything there can be: each act, each place on a team, each kind of message."""
    # That a leader looked up what to do in danger is kept nowhere.
    acts = [act for act in (*Act, SAID_BACK) if act is not Act.BIGGER]
    history = tuple(happened(str(act), by=PRIYA.id) for act in acts)
    places = [TeamPlace(name="a" * 80, proposed=True, asked_admin=True)]
    places += [TeamPlace(name="payments", leads=state) for state in LeaderState]
    places += [TeamPlace(name="payments", leads=state, accepted_on=TODAY) for state in LeaderState]
    reader = replace(samples.maria, guest=True, admin=True, status_emoji=":palm_tree:")
    rhythm = replace(reader.rhythm, touched_at=NOW, backing_off=True)
    denied, said = (
        SaidToLead(TOM.id, MARIA.id, denied=True),
        SaidToLead(MARIA.id, TOM.id, denied=False),
    )
    return replace(
        of_raiser(samples),
        person=replace(reader, rhythm=rhythm),
        records=tuple(replace(record, history=history) for record in many),
        lines=tuple(DigestLines(team="a" * 80, at=NOW, word=word) for word in Word),
        teams=tuple(places),
        led_by=(denied,),
        leads=(said,),
        messages=tuple(SentMessage(kind, NOW) for kind in DeliveryKind),
    )
