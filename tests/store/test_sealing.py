"""What rests at rest: it opens in its place, with its key, for its two sides, and nowhere else."""

import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.app import key_ring
from bot.domain.concern.states import Act, CheckIn, RaiserNotice, State
from bot.domain.concern.transitions import ANSWERS_TO, KEPT_FROM_LEADER
from bot.domain.delivery import WordsKind
from bot.domain.ids import ConcernId
from bot.domain.taxonomy import Help, Pressure, Signal
from bot.payloads import CheckInQuestion, Notice, SafetyRequest
from bot.settings import read_settings
from bot.store import Store
from bot.store.concerns.rows import row_of, topic_of
from bot.store.keys import HASH_KEY
from bot.store.resealing import renew_data_keys
from bot.store.sealing import (
    KeyFileError,
    KeyRing,
    Label,
    Sealer,
    SealingError,
    fresh_data_key,
    fresh_key,
    make_key_file,
    read_key_file,
)
from bot.store.tables import concern, delivery, history, words
from tests.domain import concern_cases
from tests.store.sealed_rows import (
    CANARY,
    MARIA,
    NOW,
    ONE,
    PRIYA,
    TOM,
    a_concern,
    all_rows,
    opened_well,
)


def sealer(key: bytes | None = None, workspace: str = "T1") -> Sealer:
    return Sealer(workspace, {1: key or fresh_data_key()}, fresh_data_key())


def test_a_text_opens_in_its_place() -> None:
    one = sealer()
    sealed = one.seal(Label.WORDS, "w1", "I am stuck", "c1", "U1", None)
    assert b"stuck" not in sealed
    assert one.open(Label.WORDS, "w1", sealed, "c1", "U1", None) == "I am stuck"
    assert sealed != one.seal(Label.WORDS, "w1", "I am stuck", "c1", "U1", None)


@pytest.mark.parametrize(
    ("workspace_id", "label", "row", "bound"),
    [
        ("T2", Label.WORDS, "w1", ("c1", "U1")),
        ("T1", Label.TOPIC, "w1", ("c1", "U1")),
        ("T1", Label.WORDS, "w2", ("c1", "U1")),
        ("T1", Label.WORDS, "w1", ("c2", "U1")),
        ("T1", Label.WORDS, "w1", ("c1", "U2")),
        ("T1", Label.WORDS, "w1", ("c1", None)),
        ("T1", Label.WORDS, "w1", ("c1",)),
        ("T1", Label.WORDS, "w1", ("c1U1", "")),
    ],
)
def test_a_text_moved_elsewhere_does_not_open(
    workspace_id: str, label: Label, row: str, bound: tuple[str | None, ...]
) -> None:
    key = fresh_data_key()
    sealed = sealer(key).seal(Label.WORDS, "w1", "I am stuck", "c1", "U1")
    with pytest.raises(SealingError) as refused:
        sealer(key, workspace_id).open(label, row, sealed, *bound)
    assert "stuck" not in str(refused.value)


def test_a_changed_or_torn_text_does_not_open() -> None:
    one = sealer()
    sealed = one.seal(Label.WORDS, "w1", "I am stuck")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for broken in (sealed[:-1], changed, sealed[:12] + sealed[13:], sealed[:5], b"", b"\0"):
        with pytest.raises(SealingError):
            one.open(Label.WORDS, "w1", broken)


def test_a_newer_master_key_seals_and_the_older_one_still_opens() -> None:
    old, new = fresh_key(), fresh_key()
    data_key = fresh_data_key()
    name, sealed = KeyRing([old]).wrap("T1", data_key)
    both = KeyRing([new, old])
    assert both.unwrap("T1", name, sealed) == data_key
    assert both.wrap("T1", data_key)[0] != name
    with pytest.raises(SealingError):
        KeyRing([new]).unwrap("T1", name, sealed)
    with pytest.raises(SealingError):
        both.unwrap("T2", name, sealed)


@pytest.mark.parametrize("keys", [[], ["c2hvcnQ="]])
def test_a_ring_without_proper_keys_is_refused(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="keys of 32 bytes in base64"):
        KeyRing(keys)


# The key file


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "heard.key"
    keys = make_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert make_key_file(path) == keys == read_key_file(path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("", 0o600, "is empty"),
        ("not a key\n", 0o600, "holds something else"),
        ("c2hvcnQ=\n", 0o600, "holds something else"),
        (None, 0o644, "chmod 600"),
        (None, 0o640, "chmod 600"),
    ],
)
def test_a_key_file_that_is_empty_wrong_or_open_to_others_is_refused(
    tmp_path: Path, text: str | None, mode: int, said: str
) -> None:
    path = tmp_path / "heard.key"
    path.write_text(fresh_key() if text is None else text)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=said):
        read_key_file(path)


def test_a_credential_of_the_service_manager_is_taken_whatever_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "credentials" / "heard.key"
    path.parent.mkdir()
    path.write_text(fresh_key())
    path.chmod(0o440)
    env = {"HEARD_KEY_FILE": str(path), "DATABASE_URL": f"sqlite:///{tmp_path / 'heard.db'}"}
    with pytest.raises(Exception, match="chmod 600"):
        key_ring(read_settings(env))
    assert key_ring(read_settings(env | {"CREDENTIALS_DIRECTORY": str(path.parent)})).names
    path.unlink()
    with pytest.raises(Exception, match="is not there"):
        key_ring(read_settings(env | {"CREDENTIALS_DIRECTORY": str(path.parent)}))
    assert not path.exists(), "nobody makes a credential but the service manager"


# What rests in the rows


def test_topic_help_private_answer_and_who_asked_for_help_do_not_rest_in_the_clear(
    store: Store,
) -> None:
    assert opened_well(store)
    rows = all_rows(store)
    for hidden in ("'led'", "incident", "listen", "keep_private", CANARY):
        assert hidden not in rows
    with store.begin() as tx:
        [asked] = tx.connection.execute(select(delivery)).all()
        answered = tx.connection.scalars(select(history.c.act).order_by(history.c.act)).all()
    assert MARIA not in str(asked)
    assert answered == ["answered", "raise"]


def test_the_length_of_what_is_sealed_tells_no_topic_and_no_private_answer_apart() -> None:
    """There are few of each, and their names are of different lengths."""
    one, raised = sealer(), a_concern()
    topics = [
        topic_of(replace(raised, signal=signal, pressures=pressures, help=wish))
        for signal in Signal
        for pressures in ((), *((pressure,) for pressure in Pressure))
        for wish in (None, *Help)
    ]
    assert len({len(one.seal(Label.TOPIC, "c1", topic)) for topic in topics}) == 1
    assert len({len(one.seal(Label.ACT, "h1", act)) for act in Act}) == 1
    told = [
        *(CheckInQuestion(check=CheckIn.FIRST, leader=PRIYA, private=own) for own in (True, False)),
        *(Notice(notice=notice, leader=PRIYA, day=NOW.date()) for notice in RaiserNotice),
    ]
    payloads = [payload.to_json() or "" for payload in told]
    assert len({len(one.seal(Label.PAYLOAD, "d1", payload)) for payload in payloads}) == 1
    for text in ("no", "I can't say it here, but it got worse"):
        assert len(one.seal(Label.WORDS, "w1", text)) == len(one.seal(Label.WORDS, "w1", "yes"))


@pytest.mark.parametrize("state", [State.HEARD, State.BETTER])
def test_an_answer_kept_private_changes_nothing_in_the_clear(state: State) -> None:
    asked = concern_cases.concern(state=state)
    answers = KEPT_FROM_LEADER & ANSWERS_TO[CheckIn.FIRST]
    kept = [concern_cases.after(asked, act) for act in answers]
    assert len(kept) == 3
    assert len({repr(row_of(each)) for each in kept}) == 1
    assert len({topic_of(each) for each in kept}) == 3


@pytest.mark.parametrize("column", ["raiser", "owner", "id"])
def test_a_concern_given_to_somebody_else_in_the_database_opens_for_nobody(
    store: Store, column: str
) -> None:
    with store.begin() as tx:
        second = replace(a_concern(), id=ConcernId("c2"), origin="command:2", raiser=TOM)
        tx.concerns.add(second, TOM, Act.RAISE)
        if column == "id":
            # Maria's words are put behind a concern of Tom's.
            tx.connection.execute(update(words).values(concern="c2"))
        else:
            tx.connection.execute(update(concern).values({column: TOM}))
    with pytest.raises(SealingError), store.begin() as tx:
        found = tx.concerns.get(ONE, "c2" if column == "id" else "c1")
        assert found is not None
        tx.concerns.said([found])


def test_an_act_or_a_payload_moved_to_another_row_does_not_open(store: Store) -> None:
    with store.begin() as tx:
        made = a_concern()
        tx.concerns.add_history(made, Act.REST.value, MARIA, NOW + timedelta(hours=1))
        first, second = tx.connection.execute(
            select(history.c.id, history.c.sealed).where(history.c.sealed.is_not(None))
        ).all()
        moved = update(history).where(history.c.id == first.id).values(sealed=second.sealed)
        tx.connection.execute(moved)
        tx.connection.execute(update(delivery).values(recipient=PRIYA))
    with pytest.raises(SealingError), store.begin() as tx:
        tx.concerns.acts(made)
    with store.begin() as tx:
        asked = tx.deliveries.get(ONE, "d1")
    assert asked is not None
    # That one message cannot be drawn; the others are claimed as ever.
    with pytest.raises(ValueError, match="SafetyRequest"):
        SafetyRequest.of(asked)


def test_a_change_of_owner_seals_the_words_anew(store: Store) -> None:
    with store.begin() as tx:
        found = tx.concerns.get(ONE, "c1")
        assert found is not None
        before = tx.connection.scalar(select(words.c.sealed))
        moved = replace(found, owner=TOM)
        # Said before it is saved: it is bound to whom the row has.
        tx.concerns.say(moved, WordsKind.ADDED, MARIA, "and more", NOW + timedelta(hours=1))
        tx.concerns.save(moved)
        tx.concerns.save(replace(moved, version=2))
        assert tx.connection.scalar(select(words.c.sealed)) != before
    with store.begin() as tx:
        found = tx.concerns.get(ONE, "c1")
        assert found is not None
        assert found.owner == TOM
        assert [one.text for one in tx.concerns.said([found])[found.id]] == [CANARY, "and more"]


def test_hashes_have_a_key_of_their_own_which_outlives_the_data_keys(store: Store) -> None:
    with store.begin() as tx:
        before = tx.sealer(ONE).hash("U1")
        old = tx.workspaces.keys(ONE)
    assert len({key.sealed for key in old}) == 2
    renew_data_keys(store, lambda done, total: None)
    with store.begin() as tx:
        assert tx.sealer(ONE).hash("U1") == before
        new = tx.workspaces.keys(ONE)
    assert [key.number for key in new] == [HASH_KEY, 2]
    assert new[0] == old[0]
    assert opened_well(store)
