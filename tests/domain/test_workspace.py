"""What an installation says of itself: its safety contact, and whether the app is still there."""

import pytest

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.workspace import REMOVED, Workspace


def workspace(**facts: object) -> Workspace:
    given: dict[str, object] = {
        **dict.fromkeys(("installer", "contact_person", "contact_line", "suspended")),
        "id": WorkspaceId("T1"),
        "name": "Acme",
        "domain": "acme",
        "bot_user": PersonId("U0"),
    }
    return Workspace(**{**given, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("person", "line", "contact"),
    [
        (None, None, None),
        (None, "extension 4040", "extension 4040"),
        ("U1", None, "<@U1>"),
        ("U1", "extension 4040", "<@U1>"),
    ],
)
def test_the_safety_contact_is_a_person_before_it_is_a_line(
    person: str | None, line: str | None, contact: str | None
) -> None:
    assert workspace(contact_person=person, contact_line=line).contact == contact


@pytest.mark.parametrize(
    ("suspended", "removed", "erasing"),
    [
        (None, False, False),
        ("token_revoked", False, False),
        ("app_uninstalled", True, False),
        ("erasing", True, True),
    ],
)
def test_only_a_removed_app_hears_nothing_any_more(
    suspended: str | None, removed: bool, erasing: bool
) -> None:
    stands = workspace(suspended=suspended)
    assert (stands.removed, stands.erasing) == (removed, erasing)
    assert not stands.first_version


def test_what_slack_says_of_a_removed_app() -> None:
    assert {"app_uninstalled", "account_inactive", "token_revoked"} == REMOVED
