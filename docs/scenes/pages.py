"""Pages that anybody opens, and every refusal."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain import refusals
from bot.domain.concern.states import (
    State,
)
from bot.domain.settings import WorkspaceSettings
from bot.messages import cards
from bot.messages.emoji import shown_emoji
from bot.messages.forms import (
    mine,
    oneself,
    settings,
    workspace,
)
from bot.messages.forms.form_elements import with_more
from bot.messages.translate import languages, translator
from bot.messages.translate import name as called
from docs.samples import (
    DAYS,
    PRIYA,
    SAM,
    TODAY,
    TOM,
    Samples,
)
from docs.scenes.scene import Shown


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Pages."""
    yield "The guide", oneself.guide_view(samples.priya)
    yield "Who sees what?", oneself.who_sees_view(samples.maria)
    yield "Get help now", oneself.help_now_view(samples.maria, contact=samples.contact)
    for instead in (samples.sam, None):
        nobody = oneself.help_now_view(samples.maria, contact=None, instead=instead)
        yield f"Get help now, no contact, {instead is None=}", nobody
    tom = oneself.help_now_view(samples.maria, contact=f"<@{TOM.id}>", person=samples.tom)
    yield "Get help now, from a person", tom
    yield "After it", oneself.asked_view(samples.maria, person=samples.tom)
    yield "To that person", cards.safe_ask(samples.maria, reader=samples.tom)
    yield "Pause Heard", oneself.pause_form(samples.maria, contact=samples.contact)
    for name, reader, leads in (
        ("a leader", samples.priya, True),
        ("others", samples.maria, False),
    ):
        few_of_mine = settings.settings_form(
            reader,
            leads=leads,
            contact=samples.contact,
            said_to_lead=[samples.maria] if leads else (),
        )
        yield f"Settings of {name}", few_of_mine
        rest = settings.more_of_settings(
            reader, leads=leads, until=DAYS[3] if leads else None, shipped=languages()
        )
        yield f"Settings of {name}, all", with_more(few_of_mine, rest)
        yield f"After settings of {name}", settings.settings_saved(reader, leads=leads)
    chosen_here = WorkspaceSettings()
    few = workspace.workspace_form(samples.priya, chosen=chosen_here, contact=samples.contact)
    yield "Settings of the workspace", few
    rest = workspace.more_of_workspace(samples.priya, chosen=chosen_here)
    yield "Settings of the workspace, all", with_more(few, rest)
    for name, key in (("with", "settings-done-emoji"), ("without", "settings-done-no_emoji")):
        emoji = shown_emoji(("ear",))
        after = oneself.said(
            samples.priya,
            title_key="saved-title",
            text_key=key,
            more=[workspace.held(samples.priya, chosen_here)],
            emoji=emoji,
        )
        yield f"After settings of the workspace, {name} emoji", after


def refused(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """When it says no."""
    say = translator(samples.locale)
    facts = {
        "n": "600",
        "part": "thrusday",
        "date": "2026-04-20",
        "person": TOM.id,
        "begins": "9:00",
        "ends": "17:30",
        "reference": "4f21c9",
        "leader": PRIYA.id,
        "names": f"{TOM.id}, {SAM.id}",
        "channel": samples.team.channel,
        "example": "GB-ENG",
    }
    people = {one.id: one for one in (samples.priya, samples.maria, samples.sam, samples.tom)}
    own: dict[type[refusals.Refusal], dict[str, str]] = {
        refusals.LongPause: {"date": "2027-03-10"},
        # An admin who leads none of the reader's teams.
        refusals.ContactGone: {"person": TOM.id},
    }
    for kind in _refusal_kinds():
        sentence = cards.refusal(kind(**{**facts, **own.get(kind, {})}), say, TODAY, people)
        yield kind.key, cards.sentence(sentence)
    kept = cards.words_kept(say("err-not_saved"), say, samples.words)
    yield "The words of a refused command", kept
    yield "Slack is slow to show what was done", cards.sentence(say("done-late"))
    names = f"<@{TOM.id}>, <@{SAM.id}>"
    left = say("left-team", names=called(samples.priya))
    yield "Off a team's list, by oneself", cards.sentence(left)
    yield "Taken off a team", cards.sentence(say("team-taken-off", names=names))
    off = refusals.LeaderOff(person=PRIYA.id)
    way_out = cards.suggesting(off, say)
    text = cards.refusal(off, say, TODAY, people)
    yield "Nobody to come back to it yet", cards.words_kept(text, say, samples.words, way_out)
    unsent = replace(samples.record(samples.talk[:1], state=State.RAISED), unsent=True)
    yield "Slack refuses the message", mine.own_view(samples.maria, record=unsent)
    sentence = say("err-date_unread", part="thrusday")
    view = oneself.refused_view(samples.maria, sentence=sentence, words=samples.words)
    yield "Refused in a view", view


def _refusal_kinds() -> list[type[refusals.Refusal]]:
    found = [one for one in vars(refusals).values() if isinstance(one, type)]
    kinds = [one for one in found if issubclass(one, refusals.Refusal)]
    return list({one.key: one for one in kinds}.values())
