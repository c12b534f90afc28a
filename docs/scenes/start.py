"""The first day: the installer, the team, the promise."""

from collections.abc import Iterator
from datetime import time

from bot.domain.record import FirstSteps
from bot.messages import cards
from bot.messages.forms import (
    offering,
    oneself,
    settings,
    teams,
)
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import channel_link
from docs.samples import (
    MARIA,
    NOW,
    PRIYA,
    SAM,
    Samples,
)
from docs.scenes.scene import Shown


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """First steps."""
    for steps, name in (
        (FirstSteps(), "To whoever installed it"),
        (FirstSteps(contact=True), "To whoever installed it, with a safety contact named"),
        (FirstSteps(contact=True, team=True), "To whoever installed it, with both steps done"),
    ):
        yield name, cards.on_admin(steps, reader=samples.priya)
    yield (
        "To whoever installed it, when it may write again",
        cards.on_back(reader=samples.priya, since=NOW, now=NOW),
    )
    yield (
        "To whoever installed it, when Slack cannot be heard",
        cards.on_unheard(reader=samples.priya, since=NOW),
    )
    yield "Safety contact", teams.contact_form(samples.priya, contact=None)
    yield "While a form is made", teams.loading(samples.priya, title_key="form-team-title")
    yield (
        "Which channel the team is of",
        teams.place_form(samples.priya, contact=samples.contact),
    )
    yield (
        "This channel's team, for the first time",
        teams.team_form(samples.priya, team=None, people=[MARIA.id, SAM.id], contact=None),
    )
    yield (
        "This channel's team, with its settings",
        teams.team_form(
            samples.priya,
            team=samples.team,
            contact=samples.contact,
            view_state=ViewState(more=True),
        ),
    )
    yield "A leader is invited", cards.invite(samples.team, samples.tom, reader=samples.priya)
    yield (
        "How it works",
        teams.how_view(
            samples.priya, contact=samples.contact, view_state=ViewState(team=samples.team.id)
        ),
    )
    yield (
        "It is suggested",
        offering.suggest_form(
            samples.maria, person=PRIYA.id, channel=samples.team.channel, contact=samples.contact
        ),
    )
    for channel in (samples.team.channel, None):
        name = "To whoever it is suggested to" + ("" if channel else ", from elsewhere")
        yield name, cards.suggestion(samples.maria, reader=samples.priya, channel=channel)
    yield (
        "How it works, before there is a team",
        teams.how_view(samples.priya, contact=samples.contact),
    )
    yield (
        "After it was suggested",
        oneself.said(
            samples.maria,
            title_key="form-suggest-title",
            text_key="suggested-done",
            person="Priya",
        ),
    )
    for contact in (samples.contact, None):
        name = "Your promise" + ("" if contact else ", without a contact")
        yield name, teams.promise_form(samples.priya, team=samples.team, contact=contact)
    yield "After the promise", teams.youre_on(samples.priya, team=samples.team, hour=time(9, 30))
    example = cards.example(reader=samples.priya, day="Fri 13 March")
    key = "form-example-title"
    yield "The example", oneself.shown(samples.priya, title_key=key, blocks=example.blocks)
    yield (
        "In the channel",
        cards.on_channel(
            samples.priya,
            team=samples.team.id,
            contact=samples.contact,
            locale=samples.locale,
        ),
    )
    for by, left in ((samples.tom, 1), (samples.tom, 3), (None, 0)):
        struck = cards.struck_off(samples.team, by, left=left, reader=samples.priya)
        yield f"A leader is taken off, {left} left", struck
    for left in (0, 1, 3):
        view = settings.stepping_down_view(samples.priya, teams=[samples.team], left=left)
        yield f"Stepping down, {left=}", view
    for key in ("stepped-down",):
        done = oneself.said(samples.priya, title_key="saved-title", text_key=key)
        yield f"After it: {key}", done
    yield (
        "Others are asked",
        teams.team_saved(
            samples.priya,
            team=samples.team,
            contact=samples.contact,
            title_key="invited-title",
            text_key="invited-done",
            names="Tom",
            channel=channel_link(samples.team.channel),
        ),
    )
