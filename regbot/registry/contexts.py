"""The TLS contexts of a transport: one for all requests with equal settings.

What a context is made of is in tls.py, which is loaded with the first https address. Called by the transport.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread

from regbot.registry.host import HostConfig
from regbot.registry.redirects import same_origin

if TYPE_CHECKING:
    import ssl

    from yarl import URL


class Contexts:
    """certs_dir: docker's certs.d; None: it is not read."""

    def __init__(self, certs_dir: Path | None) -> None:
        self._certs_dir = certs_dir
        self._made: dict[tuple[object, ...], ssl.SSLContext] = {}

    async def of(self, config: HostConfig, url: "URL") -> "ssl.SSLContext | None":
        """The context for a request of this registry to `url`; None for plain http.

        Raises HostConfigError for certificates that cannot be used.
        """
        if url.scheme != "https":
            return None
        from regbot.registry.tls import make_context

        own = same_origin(config.base_url(), url)  # only the registry itself sees our client certificate
        address = config.address if self._certs_dir is not None else ""
        key = (config.tls, config.ca_pem, address, own and (config.client_cert, config.client_key))
        found = self._made.get(key)
        if found is None:
            build = partial(make_context, config, self._certs_dir, client_certificate=own)
            found = self._made.setdefault(key, await anyio.to_thread.run_sync(build))
        return found
