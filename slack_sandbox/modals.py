"""Views: modals in their stack of three, and the App Home of each person."""

import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from slack_sandbox import blocks as kit
from slack_sandbox import controls, reading
from slack_sandbox import fields as forms
from slack_sandbox.errors import SlackError, invalid_arguments
from slack_sandbox.schema import Json
from slack_sandbox.world import App, User, World, new_secret

MOST_STACKED = 3
Values = dict[str, dict[str, Json]]


@dataclass(eq=False)
class View:
    """A modal or a Home as it stands before one person."""

    id: str
    app: App
    user: User
    kind: Literal["modal", "home"]
    body: Json  # what the app sent, ids settled
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)  # what the person has entered
    problems: dict[str, str] = field(default_factory=dict)  # block_id -> message shown there
    error: str | None = None  # what Slack shows on top after a failed submission
    open: bool = True
    parent: "View | None" = field(default=None, repr=False)
    pictured: datetime | None = None  # when a picture was taken

    @property
    def live(self) -> "View":
        """The view itself, when this is the picture of it kept in ``seen``."""
        return self.parent or self

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    @property
    def title(self) -> str:
        """The title of a modal, empty for a Home."""
        return self._plain("title")

    @property
    def submit_label(self) -> str | None:
        """What the submit button says; None where there is none."""
        return self._plain("submit") or None

    @property
    def close_label(self) -> str | None:
        """What the close button says, where the app named it."""
        return self._plain("close") or None

    @property
    def callback_id(self) -> str:
        """The name the app gave the view."""
        return str(self.body.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the app carries in the view, unseen."""
        return str(self.body.get("private_metadata", ""))

    @property
    def external_id(self) -> str:
        """The app's own id for the view, empty where it gave none."""
        return str(self.body.get("external_id", ""))

    @property
    def fields(self) -> dict[str, "forms.Field"]:
        """The inputs and menus by the label a person sees, with what stands in them."""
        return {one.label: one for one in forms.fields_of(self.blocks, self.values)}

    @property
    def errors(self) -> dict[str, str]:
        """What is written in red, by the label of the input."""
        named = {one.block_id: one.label for one in forms.fields_of(self.blocks, self.values)}
        return {named.get(block, block): text for block, text in self.problems.items()}

    def picture(self) -> "View":
        """The view as it looks at this moment."""
        kept = copy.copy(self)
        kept.parent = self.live
        kept.pictured = self.user.team.world.now()
        kept.values = copy.deepcopy(self.values)
        kept.problems = dict(self.problems)
        return kept

    def texts(self) -> list[str]:
        """The words of its blocks, paragraph by paragraph."""
        reader = self.user.team.reader(self.user, self.pictured)
        return [line for block in self.blocks for line in reading.block_lines(block, reader)]

    def plain(self, viewer: Any = None) -> str:
        """All its words, title first, as its person reads them."""
        reader = self.user.team.reader(viewer or self.user, self.pictured)
        return "\n".join(part for part in (self.title, reading.plain(self.blocks, reader)) if part)

    def labels(self) -> list[str]:
        """The visible names of its controls, in order."""
        return controls.labels(self.blocks)

    def json(self) -> Json:
        """The view as Slack hands it to the app."""
        body = {
            "id": self.id,
            "team_id": self.user.team.id,
            "type": self.kind,
            "blocks": self.blocks,
            "private_metadata": self.private_metadata,
            "callback_id": self.callback_id,
            "state": {"values": copy.deepcopy(self.values)},
            "hash": self.hash,
            "title": self.body.get("title"),
            "clear_on_close": self.body.get("clear_on_close", False),
            "notify_on_close": self.body.get("notify_on_close", False),
            "close": self.body.get("close"),
            "submit": self.body.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.app.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.app.team.id,
            "bot_id": self.app.bot_id,
        }
        if self.kind == "home":
            for name in ("title", "close", "submit"):
                body[name] = None
        return body

    def _plain(self, name: str) -> str:
        return str(self.body.get(name, {}).get("text", ""))


class Views:
    """Every open view of the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stacks: dict[str, list[View]] = {}  # by user id, the top one last
        self.homes: dict[tuple[str, str], View] = {}  # by bot id and user id

    def stack(self, user: User) -> list[View]:
        """The open modals of a person, the top one last."""
        return self.stacks.setdefault(user.id, [])

    def top(self, user: User) -> View | None:
        """The modal the person looks at."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    def find(self, app: App, view_id: str | None, external_id: str | None) -> View:
        """An open view of the app by one of its ids, or ``not_found``."""
        for stack in (*self.stacks.values(), [*self.homes.values()]):
            for view in stack:
                named = view.id == view_id if view_id else view.external_id == external_id
                if view.app is app and named:
                    return view
        raise SlackError("not_found")

    def open(self, app: App, user: User, body: Json) -> View:
        """Show a new modal, in place of whatever the app had open."""
        self._refuse(app, body, "modal")
        view = self._new(app, user, "modal", body)
        for old in self.stack(user):
            old.open = False
        self.stacks[user.id] = [view]
        self._show(view)
        return view

    def push(self, app: App, user: User, body: Json) -> View:
        """Show a modal on top of the open one."""
        stack = self.stack(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MOST_STACKED:
            raise SlackError("push_limit_reached")
        self._refuse(app, body, "modal")
        view = self._new(app, user, "modal", body)
        view.previous_id, view.root_id = stack[-1].id, stack[0].id
        stack.append(view)
        self._show(view)
        return view

    def update(self, view: View, body: Json, expected: str | None = None) -> View:
        """Replace a view; what was entered in blocks that keep their ids stays."""
        if expected is not None and expected != view.hash:
            raise SlackError("hash_conflict")
        self._refuse(view.app, body, view.kind, but=view)
        view.body = {**body, "blocks": kit.settle(body["blocks"])}
        view.values = forms.initial_values(view.blocks, view.values)
        view.hash = self._hash()
        view.problems, view.error = {}, None
        self._show(view, again=True)
        return view

    def publish(self, app: App, user: User, body: Json, expected: str | None = None) -> View:
        """Show the app's Home to one person, new or again."""
        view = self.homes.get((app.bot_id, user.id))
        if view is not None:
            return self.update(view, body, expected)
        if expected:
            raise SlackError("hash_conflict")
        self._refuse(app, body, "home")
        view = self._new(app, user, "home", body)
        self.homes[app.bot_id, user.id] = view
        self._show(view)
        return view

    def close(self, user: User, *, everything: bool = False) -> list[View]:
        """Take the top modal away, or the whole stack; gives back what was closed, root first."""
        stack = self.stack(user)
        closed = stack[:] if everything else stack[-1:]
        del stack[len(stack) - len(closed) :]
        for view in closed:
            view.open = False
            self.world.paint(view)
        return closed

    def _new(self, app: App, user: User, kind: Literal["modal", "home"], body: Json) -> View:
        view_id = self.world.new_id("V")
        blocks = kit.settle(body["blocks"])
        return View(
            id=view_id,
            app=app,
            user=user,
            kind=kind,
            body={**body, "blocks": blocks},
            hash=self._hash(),
            root_id=view_id,
            values=forms.initial_values(blocks),
        )

    def _hash(self) -> str:
        return f"{int(self.world.now().timestamp())}.{new_secret()[:8]}"

    def _refuse(
        self, app: App, body: Any, kind: Literal["modal", "home"], but: View | None = None
    ) -> None:
        """Raise what Slack would answer to this body."""
        problems = kit.check_view(body, kind)
        if problems:
            raise invalid_arguments(problems)
        if kit.too_large(body):
            raise SlackError("view_too_large")
        name = body.get("external_id")
        if name:
            taken = (
                *self.homes.values(),
                *(view for all_ in self.stacks.values() for view in all_),
            )
            if any(
                view.external_id == name and view.app.team is app.team and view is not but
                for view in taken
            ):
                raise SlackError("duplicate_external_id")

    def _show(self, view: View, *, again: bool = False) -> None:
        kind: Literal["modal", "home", "update"] = "update" if again else view.kind
        self.world.see(view.user, view.id, kind, view.picture())
        self.world.paint(view)
