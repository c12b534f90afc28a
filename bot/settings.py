"""The environment, read once into one frozen value; a missing or wrong setting names itself."""

import difflib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.config import JsonDict
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

_POSTGRES = "postgresql+psycopg://"
_SQLITE = "sqlite:///"


class SettingsError(Exception):
    """Settings are missing or wrong. Its text names each of them and the way to set it."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Report every problem at once, so that nobody fixes them one start at a time."""
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def _parsed(keys: SecretStr) -> tuple[str, ...]:
    # Loading the store takes its time, which `heard --help` need not wait for.
    from bot.store.sealing import parse_keys

    return parse_keys(keys.get_secret_value())


def _form(form: str, default: str | None = None) -> JsonDict:
    """What a right value looks like, and how the table shows a default that is not a constant."""
    return {"form": form} if default is None else {"form": form, "default": default}


class Settings(BaseSettings):
    """Everything an operator decides. Made by :func:`read_settings`; never changes."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_file=".env",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = Field(
        None,
        validation_alias="SLACK_BOT_TOKEN",
        description="The app's bot token (`xoxb-…`); `heard connect` asks for it and writes it.",
        json_schema_extra=_form("a bot token, beginning with xoxb-"),
    )
    app_token: SecretStr | None = Field(
        None,
        validation_alias="SLACK_APP_TOKEN",
        description=(
            "The app-level token (`xapp-…`) with `connections:write`: Slack is heard over Socket "
            "Mode, without a public address."
        ),
        json_schema_extra=_form("an app-level token, beginning with xapp-"),
    )
    signing_secret: SecretStr | None = Field(
        None,
        validation_alias="SLACK_SIGNING_SECRET",
        description=(
            "The app's signing secret: Slack is heard over HTTP at `/slack/events`. "
            "Needed by `heard web`."
        ),
    )
    api_url: str = Field(
        "https://slack.com/api/",
        validation_alias="SLACK_API_URL",
        description="Where Slack's Web API is.",
        json_schema_extra=_form("an address that begins with https:// or http://"),
    )
    database_url: str = Field(
        "sqlite:///heard.db",
        validation_alias="DATABASE_URL",
        repr=False,  # it may hold a password
        description=(
            "SQLite for one machine, Postgres for more than one process. `postgres://` and "
            "`postgresql://` are accepted."
        ),
        json_schema_extra=_form("sqlite:///file.db or postgresql://user:password@host/name"),
    )
    keys: SecretStr | None = Field(
        None,
        validation_alias="HEARD_KEYS",
        description=(
            "Master keys that seal the words, newest first, separated by commas; each is 32 bytes "
            "in base64. Required with Postgres, unless `HEARD_KEY_FILE` is set."
        ),
        json_schema_extra=_form(
            "keys of 32 bytes in base64, separated by commas; one comes from "
            "`openssl rand -base64 32`"
        ),
    )
    given_key_file: Path | None = Field(
        None,
        validation_alias="HEARD_KEY_FILE",
        description=(
            "File with the master keys when `HEARD_KEYS` is not set: one of your own that nobody "
            "else may read, or a credential of the service manager. `heard run` makes it (0600) on "
            "its first start with SQLite. Back it up apart from the database."
        ),
        json_schema_extra=_form("a path", default="`heard.key` beside the SQLite file"),
    )
    erasures: str | None = Field(
        None,
        validation_alias="HEARD_ERASURES",
        repr=False,  # it may hold a password
        description=(
            "Where it is written down what was erased, so that a restored back-up does not bring "
            "it back: a file outside the database, or the address of a second database (needed "
            "where there are many processes). It holds ids, no words."
        ),
        json_schema_extra=_form(
            "a path, or postgresql://user:password@host/name",
            default="`heard.erasures` beside the key file, with SQLite; beside the SQLite file "
            "where the key is a credential",
        ),
    )
    installer: str | None = Field(
        None,
        validation_alias="HEARD_INSTALLER",
        pattern=r"^[UW][A-Z0-9]{2,20}$",
        description=(
            "Member id of the person who answers for the app, beside Slack's owners and admins. "
            "Without it: the first of those who opens Home or types `/concern`."
        ),
        json_schema_extra=_form("a member id such as U012AB3CD"),
    )
    host: str = Field(
        "127.0.0.1",
        validation_alias="HOST",
        description="Address to listen on.",
        json_schema_extra=_form("an address", default="`127.0.0.1`; `0.0.0.0` for `heard web`"),
    )
    port: int = Field(
        3000,
        validation_alias="PORT",
        ge=0,
        le=65535,
        description="Port to listen on.",
        json_schema_extra=_form("a number from 0 to 65535"),
    )
    metrics_token: SecretStr | None = Field(
        None,
        validation_alias="HEARD_METRICS_TOKEN",
        description=(
            "Whoever asks for `/metrics` brings it (`Authorization: Bearer …`). Without it there "
            "are no metrics where Slack is heard over HTTP, since that port is public."
        ),
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info",
        validation_alias="HEARD_LOG_LEVEL",
        description="`debug`, `info`, `warning` or `error`. Logs hold no words at any level.",
        json_schema_extra=_form("debug, info, warning or error"),
    )
    log_format: Literal["logfmt", "json"] = Field(
        "logfmt",
        validation_alias="HEARD_LOG_FORMAT",
        description="`logfmt`, or `json` for one object a line.",
        json_schema_extra=_form("logfmt or json"),
    )
    messages_per_minute: int = Field(
        60,
        validation_alias="HEARD_MESSAGES_PER_MINUTE",
        ge=1,
        le=600,
        description="The most messages the bot starts in one workspace in a minute.",
        json_schema_extra=_form("a number from 1 to 600"),
    )
    credentials: Path | None = Field(
        None,
        validation_alias="CREDENTIALS_DIRECTORY",
        description=(
            "Set by systemd itself, not by you: a key file that lies there is a credential, which "
            "systemd keeps others away from."
        ),
    )
    dyno: str | None = Field(
        None,
        validation_alias="DYNO",
        description=(
            "Set by Procfile platforms themselves, not by you: there the disk does not last, so "
            "SQLite is refused."
        ),
    )

    notify_socket: str | None = Field(
        None,
        validation_alias="NOTIFY_SOCKET",
        description="Set by systemd itself: where it is told that the bot is ready.",
    )
    watchdog_usec: int | None = Field(
        None,
        validation_alias="WATCHDOG_USEC",
        ge=1,
        description="Set by systemd itself: after so long without a word it restarts the bot.",
        json_schema_extra=_form("a number of microseconds"),
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over ``.env``."""
        return env_settings, dotenv_settings

    @field_validator("bot_token")
    @classmethod
    def _bot_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not token.get_secret_value().startswith(("xoxb-", "xoxe.xoxb-")):
            raise ValueError("not a bot token")
        return token

    @field_validator("app_token")
    @classmethod
    def _app_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not token.get_secret_value().startswith("xapp-"):
            raise ValueError("not an app-level token")
        return token

    @field_validator("api_url")
    @classmethod
    def _api_url(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("not an address")
        return url.rstrip("/") + "/"

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, url: str) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return _POSTGRES + url.removeprefix(prefix)
        # In memory each thread would see a database of its own, and a restart would empty it.
        file = url.removeprefix(_SQLITE)
        if not url.startswith(_POSTGRES) and (file == url or file in ("", ":memory:")):
            raise ValueError("neither Postgres nor a SQLite file")
        return url

    @field_validator("erasures")
    @classmethod
    def _erasures(cls, place: str | None) -> str | None:
        if place is None or "://" not in place:
            return place
        return cls._database_url(place)

    @field_validator("keys")
    @classmethod
    def _keys(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys:
            _parsed(keys)
        return keys

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _log_level(cls, level: object) -> object:
        return level.lower() if isinstance(level, str) else level

    @property
    def sqlite_file(self) -> Path | None:
        """The SQLite file, or ``None`` with Postgres."""
        if not self.database_url.startswith(_SQLITE):
            return None
        return Path(self.database_url.removeprefix(_SQLITE).partition("?")[0])

    @property
    def key_file(self) -> Path | None:
        """Where master keys rest when ``HEARD_KEYS`` is not set; ``None``: nowhere by default."""
        if self.given_key_file or self.sqlite_file is None:
            return self.given_key_file
        return self.sqlite_file.with_name("heard.key")

    @property
    def guarded_key_file(self) -> bool:
        """Whether the service manager keeps others away from the key file."""
        file, directory = self.key_file, self.credentials
        return file is not None and directory is not None and file.is_relative_to(directory)

    @property
    def makes_key_file(self) -> bool:
        """Whether a key file that is not there may be made: beside SQLite, on a disk that stays."""
        return self.sqlite_file is not None and not self.guarded_key_file

    @property
    def journal(self) -> str | None:
        """Where erasures are written down; ``None``: nowhere by default, with Postgres."""
        if self.erasures or self.sqlite_file is None:
            return self.erasures
        # Among credentials nothing can be written.
        beside = None if self.guarded_key_file else self.key_file
        beside = beside or self.sqlite_file
        return str(beside.with_name(f"{self.sqlite_file.stem}.erasures"))

    @property
    def master_keys(self) -> tuple[str, ...]:
        """The keys of ``HEARD_KEYS``, in base64, newest first; empty when they rest in a file."""
        return _parsed(self.keys) if self.keys else ()

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is heard over a socket that the bot opens, not over HTTP."""
        return self.app_token is not None

    def for_run(self) -> Self:
        """These settings, once they are enough for ``heard run``. Raises ``SettingsError``."""
        problems = [self._needs_bot_token()]
        if not self.app_token and not self.signing_secret:
            problems.append(
                "SLACK_APP_TOKEN is missing: `heard connect` asks for it and writes it into .env. "
                "(Or set SLACK_SIGNING_SECRET to hear Slack over HTTP.)"
            )
        if self.sqlite_file is None:
            problems.append(self._needs_keys())
        problems.append(self._needs_lasting_disk())
        return self._checked(problems)

    def for_web(self) -> Self:
        """These settings for ``heard web``, listening on every address unless one is set."""
        problems = [self._needs_bot_token()]
        if not self.signing_secret:
            problems.append(
                "SLACK_SIGNING_SECRET is missing: copy it from Basic Information at "
                "https://api.slack.com/apps."
            )
        problems += [self._needs_postgres("web"), self._needs_keys()]
        self._checked(problems)
        return self if "host" in self.model_fields_set else self._copy_for_web()

    def for_worker(self) -> Self:
        """These settings, once they are enough for ``heard worker``. Raises ``SettingsError``."""
        return self._checked(
            [self._needs_bot_token(), self._needs_postgres("worker"), self._needs_keys()]
        )

    def for_migrate(self) -> Self:
        """These settings, once they are enough for ``heard migrate``. Raises ``SettingsError``."""
        return self._checked([self._needs_lasting_disk()])

    def _copy_for_web(self) -> Self:
        # Platforms route to the container's own address, never to the loopback one.
        return self.model_copy(update={"host": "0.0.0.0"})  # noqa: S104  # nosec B104

    def _checked(self, problems: list[str | None]) -> Self:
        faults = [problem for problem in (*problems, self._needs_journal_apart()) if problem]
        if faults:
            raise SettingsError(faults)
        return self

    def _needs_bot_token(self) -> str | None:
        if self.bot_token:
            return None
        return "SLACK_BOT_TOKEN is missing: `heard connect` asks for it and writes it into .env."

    def _needs_postgres(self, command: str) -> str | None:
        if self.sqlite_file is None:
            return None
        return (
            f"DATABASE_URL is not Postgres: `heard {command}` shares its database with other "
            "processes, so set postgresql://user:password@host/name. On one machine `heard run` "
            "does everything with SQLite."
        )

    def _needs_lasting_disk(self) -> str | None:
        if self.dyno is None or self.sqlite_file is None:
            return None
        return (
            "DATABASE_URL is missing: this platform's disk does not last, so what a team said "
            "would be lost. Add a Postgres database."
        )

    def _needs_journal_apart(self) -> str | None:
        if self.erasures is None or _database(self.erasures) != _database(self.database_url):
            return None
        return (
            "HEARD_ERASURES names the database itself: a restore would put the journal back with "
            "it, and what people took back would return. Name a second database, or a file."
        )

    def _needs_keys(self) -> str | None:
        if self.keys or self.given_key_file:
            return None
        return (
            "HEARD_KEYS is missing: words are sealed with a key that is kept outside the database. "
            "Make one (`openssl rand -base64 32`), give every process the same, and keep a copy in "
            "a safe place."
        )


def _database(address: str) -> str:
    """Which database an address means, whoever asks it and however."""
    try:
        parts = urlsplit(address)
        host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
        return f"{parts.scheme}://{host}:{parts.port or 5432}{parts.path}"
    except ValueError:
        # No address at all: whoever opens it says so.
        return address


class _Given(Settings):
    """Settings from values handed in, and from nothing else."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the environment and ``.env`` in the working directory; with ``env``, only that.

    Raises ``SettingsError`` naming every wrong setting. What is missing depends on the command:
    see :meth:`Settings.for_run` and its neighbours.
    """
    try:
        if env is None:
            return Settings.model_validate({})
        return _Given.model_validate({name: value for name, value in env.items() if value})
    except ValidationError as error:
        raise SettingsError(map(_problem, dict.fromkeys(_names(error)))) from None


class Row(NamedTuple):
    """A setting as the documents show it."""

    name: str
    default: str
    meaning: str


def unknown_settings(env: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Name what begins like a setting of ours and is none; each with the one that it resembles."""
    given = dict(os.environ) if env is None else dict(env)
    if env is None and Path(".env").is_file():
        lines = Path(".env").read_text(encoding="utf-8", errors="replace").splitlines()
        for line in lines:
            given.setdefault(line.partition("=")[0].removeprefix("export ").strip(), "")
    names = [row.name for row in SETTINGS]
    sentences = []
    for name in sorted(given):
        if name.startswith("HEARD_") and name not in names:
            near = difflib.get_close_matches(name, names, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            sentences.append(f"{name} is no setting of this version, and changes nothing.{meant}")
    return tuple(sentences)


def _names(error: ValidationError) -> list[str]:
    return [str(problem["loc"][0]) for problem in error.errors()]


def _extra(name: str) -> Mapping[str, object]:
    for field in Settings.model_fields.values():
        if field.validation_alias == name and isinstance(field.json_schema_extra, dict):
            return field.json_schema_extra
    return {}


def _problem(name: str) -> str:
    form = _extra(name).get("form", "another value")
    return f"{name} is not right: it should be {form}. Set it in the environment or in .env."


def _table() -> tuple[Row, ...]:
    rows = []
    for field in Settings.model_fields.values():
        name = str(field.validation_alias)
        plain = "–" if field.default is None else f"`{field.default}`"
        rows.append(Row(name, str(_extra(name).get("default", plain)), field.description or ""))
    return tuple(rows)


SETTINGS: tuple[Row, ...] = _table()
"""Every setting, in the order the documents list them."""
