"""Every kind of message has a payload, a module, words and a scene; what it keeps is read back."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.coaching import CoachingLine
from bot.domain.concern.states import CheckIn, Meeting, RaiserNotice, Waiting
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.digest import (
    AbsenceReason,
    Age,
    Amount,
    Bands,
    Cell,
    Figures,
    LeaderWeekly,
    Median,
    Portion,
    Share,
    Waited,
)
from bot.domain.ids import ChannelId, ConcernId, DeliveryId, PersonId, TeamId, WorkspaceId
from bot.domain.rhythm import FadeAnswer
from bot.domain.taxonomy import StepKind
from bot.messages.cards import Message
from bot.messages.translate import LOCALES, keys
from bot.outbox.kinds import KINDS
from bot.payloads import (
    PAYLOADS,
    AdminWelcome,
    ApprovalAnswer,
    ApprovalRequest,
    Arrival,
    ChannelHello,
    CheckInQuestion,
    ContactNeeded,
    DayMessage,
    DecidedDigest,
    Extras,
    Invitation,
    Listing,
    MessageGone,
    Newcomer,
    NoteKept,
    Notice,
    OfferOutcome,
    OfferQuestion,
    Payload,
    PersonalFile,
    PlannedDeletion,
    PrivatePart,
    RestoreQuestion,
    SafetyRequest,
    StruckOff,
    Suggestion,
    Unheard,
    WeeklyList,
    WritingAgain,
)
from docs.scenes import SCENES_OF_KINDS, Scenes

NOW = datetime(2026, 3, 12, 9, 30, 15, tzinfo=UTC)
TEAM, PRIYA = TeamId("t1"), PersonId("U1")
EXTRAS = Extras(
    backoff=date(2026, 3, 16),
    kept_weekly_at=NOW,
    fade=True,
    fade_answer=FadeAnswer(only_slips=False, at=NOW),
    joined=(Newcomer(team=TEAM, person=PersonId("U2")),),
    quiet_teams=(TEAM,),
)
PARTS = (
    PrivatePart(team=TEAM, day=date(2026, 3, 13), weekly=LeaderWeekly(3, 0, 2, 1, 1)),
    PrivatePart(team=TEAM, day=date(2026, 3, 13)),
)
FIGURES = Figures(
    raised=14,
    heard=Share(12, 14),
    come_back=Share(9, 12),
    come_back_band=Portion.MOST,
    first_follow_up=Median(3),
    still_open=(Cell(Age.UNDER1, Age.W1_2, 6),),
    confirmed=None,
    closed_without_change=3,
    behind=("incident", "overloaded"),
)
BANDS = Bands(Amount.FEW, Portion.HALF, Waited.SOMETHING)
FULL: tuple[tuple[DeliveryKind, Payload], ...] = (
    (
        DeliveryKind.DAY,
        DayMessage(
            more=2,
            sort=True,
            listed=True,
            line=next(iter(CoachingLine)),
            opener=3,
            parts=PARTS,
            extras=EXTRAS,
        ),
    ),
    (DeliveryKind.TODAY, DayMessage(opener=1)),
    (DeliveryKind.WEEKLY_LIST, WeeklyList(parts=PARTS, extras=EXTRAS)),
    (
        DeliveryKind.NOTICE,
        Notice(
            notice=RaiserNotice.HEARD,
            day=date(2026, 3, 17),
            meeting=Meeting.ONE_ON_ONE,
            step=StepKind.LISTENED,
            quiet=False,
            waits_since=NOW,
            leader=PRIYA,
            arrival=Arrival(leader=PRIYA, at=NOW, promised_on=date(2026, 3, 20)),
            earlier=(Notice(notice=RaiserNotice.STEP, waiting=Waiting.TALK),),
        ),
    ),
    (DeliveryKind.CHECK_IN, CheckInQuestion(check=CheckIn.LATE)),
    (
        DeliveryKind.DIGEST,
        DecidedDigest(tier=2, figures=FIGURES, steps=("s1",), first=True, in_homes=True),
    ),
    (DeliveryKind.DIGEST, DecidedDigest(tier=1, figures=BANDS, unchanged_since=NOW.date())),
    (DeliveryKind.DIGEST, DecidedDigest(tier=0, absence=AbsenceReason.TOO_FEW)),
    (DeliveryKind.OFFER, OfferQuestion(by_menu=True)),
    (DeliveryKind.OFFER, OfferQuestion(outcome=OfferOutcome.SAID_THEMSELVES)),
    (DeliveryKind.INVITE, Invitation(by=PRIYA)),
    (DeliveryKind.SUGGEST, Suggestion(channel=ChannelId("C1"))),
    (DeliveryKind.ON_CHANNEL, ChannelHello(leader=PRIYA)),
    (DeliveryKind.STRUCK_OFF, StruckOff(by=PRIYA, team=TEAM, left=2)),
    (DeliveryKind.ON_ADMIN, AdminWelcome()),
    (DeliveryKind.BACK, WritingAgain(since=NOW)),
    (DeliveryKind.OFFER, OfferQuestion(raised=ConcernId("c1"))),
    (DeliveryKind.MESSAGE_GONE, MessageGone(channel=ChannelId("C1"))),
    (DeliveryKind.UNHEARD, Unheard(since=NOW)),
    (DeliveryKind.SAFE_ASK, SafetyRequest(person=PRIYA)),
    (
        DeliveryKind.ON_APPROVE,
        ApprovalRequest(by=PRIYA, number=2, leaders=(PRIYA,), members=(PRIYA,), until=NOW),
    ),
    (DeliveryKind.APPROVAL, ApprovalAnswer(admin=PRIYA, approved=True, waits_for=(PRIYA,))),
    (DeliveryKind.LISTED, Listing()),
    (DeliveryKind.NOTE_KEPT, NoteKept(leader=PRIYA)),
    (DeliveryKind.CONTACT_NEEDED, ContactNeeded(contact=PRIYA, team=TEAM)),
    (DeliveryKind.DATA_SOON, PlannedDeletion(day=NOW.date(), since=NOW.date())),
    (DeliveryKind.RESTORE_ASK, RestoreQuestion()),
    (DeliveryKind.DATA_FILE, PersonalFile()),
)


def delivery(kind: DeliveryKind, payload: str | None) -> Delivery:
    return Delivery(
        workspace=WorkspaceId("T1"),
        id=DeliveryId("d1"),
        kind=kind,
        subject="U1",
        occurrence="1",
        recipient="U1",
        payload=payload,
        due_at=NOW,
        wall="2026-03-12T10:30",
        zone="Europe/Berlin",
        created_at=NOW,
    )


def test_every_kind_has_a_payload_a_module_words_and_a_scene() -> None:
    words = {key for file in LOCALES.glob("en/*.ftl") for key in keys(file.read_text(), file.name)}
    drawn = {(scene.part, scene.name): scene.shown for scene in Scenes().all()}
    lacking = {
        kind.value: what
        for kind in DeliveryKind
        if (
            what := [
                *(["payload"] if kind not in PAYLOADS else []),
                *(["module"] if kind not in KINDS else []),
                *(["words"] if kind not in KINDS or KINDS[kind].label not in words else []),
                *(
                    ["scene"]
                    if not isinstance(drawn.get(SCENES_OF_KINDS.get(kind, ("", ""))), Message)
                    else []
                ),
            ]
        )
    }
    assert lacking == {}
    assert len({kind.label for kind in KINDS.values()}) == len(DeliveryKind)


def test_each_kind_of_payload_is_tried() -> None:
    assert {kind for kind, _ in FULL} == set(DeliveryKind)


@pytest.mark.parametrize(("kind", "payload"), FULL)
def test_what_a_message_keeps_is_read_back(kind: DeliveryKind, payload: Payload) -> None:
    assert PAYLOADS[kind].of(delivery(kind, payload.to_json())) == payload


def test_what_keeps_nothing_of_its_own_keeps_no_payload() -> None:
    assert DayMessage().to_json() is None
    assert DayMessage.of(delivery(DeliveryKind.DAY, None)) == DayMessage()


def test_what_no_kind_keeps_is_not_read() -> None:
    with pytest.raises(ValueError, match="wombat"):
        DayMessage.of(delivery(DeliveryKind.DAY, '{"wombat": 1}'))
