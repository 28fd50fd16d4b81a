"""What a registry may be shown to prove who we are. Its texts never appear in a repr, a log or an error.

Made from the config (and docker's logins) by the app; used by auth, and by tls for the text of a key.
"""

from dataclasses import dataclass, field
from typing import Protocol


class Secret(Protocol):
    """A text that prints as stars; pydantic's SecretStr fits."""

    def get_secret_value(self) -> str:
        """The text itself; only the line that puts it on the wire calls this."""
        ...


@dataclass(frozen=True)
class Credential:
    """What a registry may be shown: user and password (`secret`), or an identity token (`token`).

    The identity token is an OAuth2 refresh token: it goes to the token service only, never to the registry.
    """

    user: str = ""
    secret: Secret | None = field(default=None, repr=False)
    token: Secret | None = field(default=None, repr=False)

    def basic(self) -> tuple[str, str] | None:
        """User and password when both are there (Basic needs both, behaviour section 3.3), else None."""
        password = self.secret.get_secret_value() if self.secret is not None else ""
        return (self.user, password) if self.user and password else None
