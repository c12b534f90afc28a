"""Everything by or about a person as JSON: ids, dates and words as they are, for machines."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from bot.domain.concern import Concern
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.personal_data import PersonalData, SaidToLead
from bot.domain.record import Record, Step

FORMAT = "heard-personal-data"
VERSION = 1


def as_json(data: PersonalData) -> bytes:
    """The file, UTF-8; moments are ISO 8601 in UTC, days those of the calendar they stand in."""
    me = data.person
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": data.made_at,
        "workspace": me.workspace,
        "person": _account(me),
        "settings": me.preferences.values(),
        "concerns": [_record(record, data) for record in data.records],
        "offers": [
            {
                "marked_by": _who(data, _marked_by(record.concern)),
                "at": record.concern.created_at,
                "link": record.concern.link,
            }
            for record in data.offers
        ],
        "offers_made_today": [
            {
                "author": _who(data, offer.author),
                "channel": offer.channel,
                "message": offer.ts,
                "at": offer.at,
            }
            for offer in data.offers_made
        ],
        "digests": list(data.lines),
        "teams": list(data.teams),
        "says_to_lead_you": [_said(data, said) for said in data.led_by],
        "you_said_you_lead": [_said(data, said) for said in data.leads],
        "messages": list(data.messages),
    }
    return (json.dumps(_plain(whole), ensure_ascii=False, indent=2) + "\n").encode()


def _account(me: Person) -> dict[str, Any]:
    return {
        "id": me.id,
        "name": me.name,
        "full_name": me.full_name,
        "time_zone": me.zone,
        "language_of_slack": me.slack_locale,
        "status_emoji": me.status_emoji,
        "guest": me.guest,
        "admin": me.admin,
        "account_closed": me.deleted,
        "read_from_slack_at": me.read_at,
        "direct_message": me.channel,
        "how_often_written_to": me.rhythm,
    }


def _record(record: Record, data: PersonalData) -> dict[str, Any]:
    concern, me = record.concern, data.person.id
    whole: dict[str, Any] = {
        "id": concern.id,
        "kind": concern.kind,
        "you_are": _role(concern, me),
        "raiser": _who(data, concern.raiser),
        "leader": _who(data, concern.owner),
        "state": concern.state,
        "topic": concern.signal,
        "behind_it": list(concern.pressures),
        "link": concern.link,
        "created_at": concern.created_at,
        "heard_at": concern.milestones.heard_at,
        "closed_at": concern.milestones.closed_at,
        "reason": concern.reason,
        "words": [
            {
                "kind": said.kind,
                "by": _who(data, said.author),
                "at": said.said_at,
                "text": said.text,
            }
            for said in record.said
        ],
        "steps": [_step(step) for step in record.steps],
        "what_helped": list(record.changed),
        "history": [
            {"at": entry.at, "by": _who(data, entry.by), "act": entry.act, "day": entry.day}
            for entry in record.history
        ],
        "opened_by_others": [
            {"by": _who(data, opening.person), "at": opening.opened_at}
            for opening in record.openings
        ],
    }
    if not concern.about:
        whole |= {"help": concern.help, "how_soon": concern.how_soon}
    if concern.owner == me:
        whole |= {"not_yet_because": concern.not_yet_because or None}
    else:
        whole |= {
            "reaches_leader_from": concern.milestones.seen_from,
            "words_erased_at": concern.retention.words_erased_at,
            "kept_longer_at": concern.retention.kept_at,
            "no_more_questions": concern.replies.no_check_ins,
        }
    return whole


def _marked_by(concern: Concern) -> PersonId | None:
    return concern.mark.marked_by if concern.mark is not None else None


def _role(concern: Concern, me: PersonId) -> str:
    if concern.owner == me:
        return "leader"
    return "person_of_the_note" if concern.about else "raiser"


def _step(step: Step) -> dict[str, Any]:
    return {"id": step.id, "kind": step.kind, "day": step.due_on, "chosen_at": step.chosen_at}


def _said(data: PersonalData, statement: SaidToLead) -> dict[str, Any]:
    return {
        "leader": _who(data, statement.leader),
        "person": _who(data, statement.person),
        "denied": statement.denied,
    }


def _who(data: PersonalData, person: PersonId | None) -> dict[str, Any] | None:
    if person is None:
        return None
    known = data.people.get(person)
    return {"id": person, "name": known.name if known is not None else None}


def _plain(value: Any) -> Any:
    """``value`` in what JSON has."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        parts = [_plain(one) for one in value]
        return sorted(parts) if isinstance(value, frozenset) else parts
    return value
