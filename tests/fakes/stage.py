"""A status server in a thread of its own, so that a test can drive a browser in the main thread."""

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal

from tests.fakes.desk import FakeDesk
from tests.fakes.status import serving

T = TypeVar("T")


class Stage:
    """The server about `desk` while it is entered; `call` runs a function in its event loop."""

    def __init__(self, desk: FakeDesk, **options: Any) -> None:
        self.desk = desk
        self.address = ""
        self._options = options
        self._portal: BlockingPortal | None = None
        self._running: Any = None
        self._visitor: Any = None

    @property
    def url(self) -> str:
        return f"http://{self.address}/"

    def call(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        assert self._portal is not None
        return self._portal.call(lambda: function(*arguments, **named))

    def start(self) -> None:
        """Serve; also again, at the same address."""
        self._running = start_blocking_portal()
        self._portal = self._running.__enter__()
        if self.address:
            self._options["listen"] = self.address
        self._visitor = self._portal.wrap_async_context_manager(serving(self.desk, **self._options))
        self.address = self._visitor.__enter__().address

    def stop(self) -> None:
        """Serve no more."""
        self._visitor.__exit__(None, None, None)
        self._running.__exit__(None, None, None)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
