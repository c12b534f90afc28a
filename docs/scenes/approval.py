"""An admin's yes, the contact, and what is kept about somebody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.team import Leader, LeaderState
from bot.messages import cards
from bot.messages.forms import noting, teams
from bot.messages.translate import channel_link, mention
from bot.payloads import ApprovalAnswer, ApprovalRequest
from docs.samples import DAYS, MARIA, NOW, PRIYA, SAM, TOM, Samples
from docs.scenes.scene import Shown


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Who may."""
    admin, team = samples.tom, replace(samples.team, approval_admin=TOM.id, approvals_asked=1)
    new = ApprovalRequest(by=SAM.id, number=1, leaders=(PRIYA.id,), members=(MARIA.id, SAM.id))
    before = new.model_copy(update={"until": NOW + timedelta(days=14)})
    changes = new.model_copy(update={"changes": True})
    given: dict[str, Any] = {"reader": admin, "now": NOW}
    yield (
        "This channel's team, for somebody who is no admin",
        teams.team_form(
            samples.sam, team=None, people=[MARIA.id], contact=None, ask_admin=True, notice=True
        ),
    )
    yield (
        "This channel's team, where an admin is asked",
        teams.team_form(samples.sam, team=None, contact=samples.contact, notice=True),
    )
    waits = replace(samples.team, leaders=(Leader(PRIYA.id, LeaderState.ACCEPTED, approved=False),))
    yield (
        "After the promise, before an admin's yes",
        teams.youre_on(samples.priya, team=waits, hour=NOW.time()),
    )
    yield (
        "What it waits for",
        teams.team_saved(
            samples.sam,
            team=team,
            contact=samples.contact,
            title_key="waiting-title",
            text_key="waiting-done",
            admin=mention(TOM.id),
            channel=channel_link(team.channel),
        ),
    )
    yield (
        "After a team was changed",
        teams.team_saved(
            samples.priya,
            team=samples.team,
            contact=samples.contact,
            title_key="saved-title",
            text_key="team-saved",
        ),
    )
    yield "To an admin", cards.on_approve(team, new, contact=samples.contact, **given)
    yield (
        "To an admin, about a private channel",
        cards.on_approve(replace(team, private=True), new, **given),
    )
    yield "To an admin, about what is new", cards.on_approve(team, changes, **given)
    yield (
        "To an admin, about a team of the first version",
        cards.on_approve(team, before, contact=samples.contact, contact_known=False, **given),
    )
    yield (
        "To an admin, about a team of the first version that an admin set up",
        cards.on_approve(team, before, by_admin=True, **given),
    )
    for settled in ("approve-changed", "approve-declined", "approve-done"):
        yield f"To an admin, {settled}", cards.on_approve(team, new, settled=settled, **given)
    waiting = [(team, new, True), (replace(team, private=True), new, False)]
    yield "What waits for an admin", teams.approvals_view(admin, waiting, NOW)
    yield "Nothing waits for an admin", teams.approvals_view(admin, [], NOW)
    for answer, said in (
        ("yes", ApprovalAnswer(admin=TOM.id, approved=True, on=True)),
        (
            "yes, and a leader is asked",
            ApprovalAnswer(admin=TOM.id, approved=True, waits_for=(PRIYA.id,)),
        ),
        ("not now", ApprovalAnswer(admin=TOM.id, approved=False)),
        ("not now, of what is new", ApprovalAnswer(admin=TOM.id, approved=False, on=True)),
    ):
        yield f"To whoever asked: {answer}", cards.approval_answer(team, said, reader=samples.sam)
    yield "A contact's account is closed", cards.contact_needed(MARIA.id, None, reader=admin)
    yield "A contact leads the team", cards.contact_needed(PRIYA.id, team, reader=admin)
    yield (
        "A contact leads a team of a private channel",
        cards.contact_needed(
            PRIYA.id, replace(team, private=True, approval_admin=None), reader=admin
        ),
    )
    elsewhere = replace(team, private=True, approval_admin=None, created_by=SAM.id)
    yield (
        "A contact leads a team of a private channel, which somebody else set up",
        cards.contact_needed(PRIYA.id, elsewhere, reader=admin),
    )
    yield "A team without a contact", cards.contact_needed(None, team, reader=admin)
    yield "A contact was needed", cards.contact_needed(PRIYA.id, team, done=True, reader=admin)
    for on_it in (True, False):
        where = "On a team's list" if on_it else "Off a team's list"
        yield where, cards.listed(team, [samples.priya], reader=samples.maria, on_it=on_it)
    kept: dict[str, Any] = {"reader": samples.maria}
    yield "Notes are kept", cards.note_kept(samples.priya, leads=False, erased=False, **kept)
    yield (
        "Notes are kept, by one's leader",
        cards.note_kept(samples.priya, leads=True, erased=False, **kept),
    )
    yield "Notes were kept", cards.note_kept(samples.priya, leads=True, erased=True, **kept)
    yield (
        "Kept, for the first time",
        cards.note_saved(samples.note(), reader=samples.priya, now=NOW, learns_on=DAYS[0]),
    )
    yield (
        "Change a note",
        noting.correct_form(
            samples.priya, record=samples.note(), contact=samples.contact, limit=600
        ),
    )
