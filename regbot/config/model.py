"""The config file as types: one field is one documented key (docs/config.md).

Field names are the keys in snake case; the alias is the key. Times are seconds. Secrets are SecretStr from
here on. Nulls mean "not given". Called by the loader, which adds positions to the errors; unknown keys are
the loader's business too. Refuses to read files and to know registries.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    SecretStr,
    WithJsonSchema,
    model_validator,
)

from regbot.config.scalars import (
    Decimal,
    Event,
    Events,
    Expiry,
    Flag,
    Integer,
    Natural,
    NoticeFormat,
    Octets,
    SandboxName,
    Seconds,
    Secret,
    Text,
    Tls,
    WebAddress,
    entries,
    fail,
    integer,
    mapping,
)

DOCKER_HUB = "docker.io"
_OLD: dict[str, JsonValue] = {"deprecated": True}
_HUB_NAMES = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io"})


def registry_name(name: str) -> tuple[str, bool]:
    """The registry that a name means, and whether it asks for plain HTTP.

    `http://host` asks for it; `https://index.docker.io/v1/` and `registry-1.docker.io` are docker.io.
    A path besides the Hub's stays part of the name.
    """
    plain = name.startswith("http://")
    host = name.removeprefix("http://").removeprefix("https://").rstrip("/")
    if host.removesuffix("/v1").removesuffix("/v2") in _HUB_NAMES:
        return DOCKER_HUB, False
    return host, plain


# Not `list` and `dict` themselves: pydantic asks for the signature of these, and Python has to parse it.
def _none_listed() -> list[Any]:
    return []


def _none_named() -> dict[str, Any]:
    return {}


class Section(BaseModel):
    """What all parts of the file have in common."""

    # Built at first use: then the whole file's validator is made, and not one for each section besides.
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _given(cls, data: Any) -> Any:
        return {key: value for key, value in mapping(data).items() if value is not None}


class Creds(Section):
    """Login and settings of one registry."""

    registry: Text = Field("", description="Host and port of the registry, as image references name it.")
    hostname: Text = Field("", description="The server to contact, where it is not the registry's name.")
    user: Text = Field("", description="User name.")
    password: Secret = Field(SecretStr(""), alias="pass", description="Password.")
    token: Secret = Field(SecretStr(""), description="Identity token: exchanged for access tokens.")
    cred_helper: Text = Field("", alias="credHelper", description="Program of a credential helper.")
    cred_expire: Expiry = Field(
        3600.0, alias="credExpire", description="How long a helper's answer is used: 1h."
    )
    cred_host: Text = Field("", alias="credHost", description="What the helper is asked for.")
    tls: Tls = Field("enabled", description="Whether TLS is used and verified.")
    regcert: Text = Field("", description="CA certificate of the registry, PEM.")
    client_cert: Text = Field("", alias="clientCert", description="Client certificate for mTLS, PEM.")
    client_key: Secret = Field(SecretStr(""), alias="clientKey", description="Its key, PEM.")
    path_prefix: Text = Field("", alias="pathPrefix", description="Path before all repositories.")
    mirrors: Annotated[list[Text], BeforeValidator(entries)] = Field(
        default_factory=_none_listed, description="Registries to read from first."
    )
    priority: Natural = Field(0, description="Order among mirrors, highest first.")
    repo_auth: Flag = Field(False, alias="repoAuth", description="Ask for a token for each repository.")
    blob_chunk: Octets = Field(0, alias="blobChunk", description="Bytes of one piece of a chunked upload.")
    blob_max: Octets = Field(0, alias="blobMax", description="Blobs above this are uploaded in chunks.")
    req_per_sec: Decimal = Field(0.0, alias="reqPerSec", description="Most requests per second; 0: no limit.")
    req_concurrent: Integer | None = Field(
        None, alias="reqConcurrent", description="Most requests at a time; 0: no limit; left out: polite."
    )
    api: Text = Field("", description="Old; no effect.", json_schema_extra=_OLD)
    api_opts: Annotated[dict[str, Text], BeforeValidator(mapping)] = Field(
        default_factory=_none_named, alias="apiOpts", description="disableHead: true avoids HEAD requests."
    )
    scheme: Text = Field(
        "", description="Old; no effect. For http set tls: disabled.", json_schema_extra=_OLD
    )

    @model_validator(mode="before")
    @classmethod
    def _name(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("registry"), str):
            return data
        name, plain = registry_name(data["registry"].strip())
        return {**({"tls": "disabled"} if plain else {}), **data, "registry": name}


class Defaults(Section):
    """Settings for all scripts, and for the whole program."""

    interval: Seconds | None = Field(None, description="How often `server` runs the scripts.")
    schedule: Text = Field("", description="When `server` runs the scripts: cron syntax.")
    run_at_start: Flag = Field(
        False, alias="runAtStart", description="Whether `server` also runs the scripts when it starts."
    )
    jitter: Seconds = Field(
        0.0, description="`server` starts each scheduled run up to this much later, at random."
    )
    grace_period: Seconds = Field(
        30.0, alias="gracePeriod", description="How long a stopping `server` lets running scripts go on."
    )
    parallel: Integer = Field(
        0, description="Most image copies at a time; given, scripts run side by side; else one after another."
    )
    timeout: Seconds | None = Field(None, description="When a script is aborted.")
    ping: WebAddress | None = Field(
        None, description="Address that `server` asks after each run that ended well; {script} is its name."
    )
    ping_failure: WebAddress | None = Field(
        None, alias="pingFailure", description="Address that `server` asks after each run that failed."
    )
    blob_limit: Octets = Field(0, alias="blobLimit", description="Largest chunk a registry may ask for.")
    skip_docker_config: Flag = Field(
        False, alias="skipDockerConfig", description="Do not read logins from Docker's config."
    )
    user_agent: Text = Field("", alias="userAgent", description="The User-Agent header.")
    sandbox: SandboxName = Field(
        "open", description="strict: scripts reach no files but those below the config's folder."
    )


class Script(Section):
    """A Lua script and when to run it."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["script", "scriptFile"]}})

    name: Text = Field("", description="Name, for logs; should be unique.")
    script: Text = Field("", description="The Lua text.")
    script_file: Text = Field(
        "", alias="scriptFile", description="A file with the Lua text, instead of script; beside the config."
    )
    interval: Seconds | None = Field(None, description="How often `server` runs it.")
    schedule: Text = Field("", description="When `server` runs it: cron syntax; rules over interval.")
    run_at_start: Flag | None = Field(
        None, alias="runAtStart", description="Whether `server` also runs it when it starts."
    )
    timeout: Seconds | None = Field(None, description="When it is aborted; negative: never.")
    ping: WebAddress | None = Field(
        None, description='Address that `server` asks after each run that ended well; "": none.'
    )
    ping_failure: WebAddress | None = Field(
        None, alias="pingFailure", description='The same for each run that failed; "": none.'
    )


def _usual_events() -> list[Event]:
    return ["failure", "recovery"]


class Notify(Section):
    """Where `server` tells how runs ended."""

    url: WebAddress = Field(SecretStr(""), description="The webhook's address; it is kept secret.")
    on: Events = Field(
        default_factory=_usual_events,
        description="What is told: failure, recovery, change. Left out: failure and recovery.",
    )
    format: NoticeFormat = Field("json", description="What is sent: json, slack, text.")
    scripts: Annotated[list[Text], BeforeValidator(entries)] = Field(
        default_factory=_none_listed, description="Names of the scripts that it is about; left out: all."
    )
    repeat: Seconds = Field(
        3600.0, description="How often a failure that goes on is told again: 1h; 0: after each run."
    )


_WRITTEN: JsonValue = {"enum": ["0", "1", None]}


def _version(value: Any) -> int:
    number = integer(value, "a number", "1, or leave it out")
    if number > 1:
        raise fail(f"unsupported config version {number} (allowed: 1, or leave it out)")
    return 1


class Config(Section):
    """The whole file."""

    version: Annotated[
        int,
        BeforeValidator(_version),
        WithJsonSchema({"anyOf": [{"type": "integer", "maximum": 1}, _WRITTEN]}),
    ] = Field(1, description="1, or left out.")
    creds: Annotated[list[Creds], BeforeValidator(entries)] = Field(
        default_factory=_none_listed, description="Registries."
    )
    defaults: Defaults = Field(
        default_factory=lambda: Defaults.model_validate({}), description="Settings for all scripts."
    )
    scripts: Annotated[list[Script], BeforeValidator(entries)] = Field(
        default_factory=_none_listed, description="Scripts, in the order they run."
    )
    notify: Annotated[list[Notify], BeforeValidator(entries)] = Field(
        default_factory=_none_listed, description="Whom `server` tells how runs ended."
    )

    def schedule_of(self, script: Script) -> tuple[str, float | None]:
        """When a server runs the script: its schedule ("": none), else its interval in seconds (None: none).

        The defaults fill in only when the script has neither (behaviour 2.4); an interval of 0 is none.
        """
        for given in (script, self.defaults):
            if given.schedule.strip() or given.interval:
                return given.schedule.strip(), given.interval or None
        return "", None

    def pings_of(self, script: Script) -> tuple[str, str]:
        """The addresses that a server asks after a run that ended well, and after one that failed; "": none.

        Secrets. The default fills in when the script says nothing. `{script}` has become the script's name.
        """
        name = quote(script.name, safe="")
        found = []
        for own, default in (
            (script.ping, self.defaults.ping),
            (script.ping_failure, self.defaults.ping_failure),
        ):
            chosen = default if own is None else own
            found.append("" if chosen is None else chosen.get_secret_value().replace("{script}", name))
        return found[0], found[1]

    def at_start(self, script: Script) -> bool:
        """Whether a server runs the script when it starts."""
        return self.defaults.run_at_start if script.run_at_start is None else script.run_at_start

    def timeout_of(self, script: Script) -> float | None:
        """The seconds that a run of the script may take; None when there is no limit.

        The default fills in when the script has none or 0; a negative one switches the limit off.
        """
        timeout = script.timeout or self.defaults.timeout
        return timeout if timeout and timeout > 0 else None
