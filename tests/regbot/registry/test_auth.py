import asyncio
import json
from collections.abc import Awaitable, Callable

import anyio
import pytest
from yarl import URL

from regbot.registry import auth as auth_module
from regbot.registry.auth import Authenticator
from regbot.registry.challenge import Challenge, parse_challenges
from regbot.registry.credential import Credential
from regbot.registry.errors import NetworkError, Refused, RegistryError, Unauthorized, UnexpectedStatus
from regbot.registry.token import TokenRequest
from tests.fakes.clock import FakeClock

BASIC = Challenge("basic", {"realm": "r"})
BEARER = Challenge("bearer", {"realm": "https://auth.example/token", "service": "s"})
BASE = URL("https://r.example")
PULL = ("repository:a:pull",)
PUSH = ("repository:a:pull,push",)
OTHER = ("repository:b:pull",)


class Hidden:
    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        return self._text


class Service:
    """A token service that counts what it is asked and hands out t1, t2, …"""

    def __init__(self, status: int = 200, **extra: object) -> None:
        self.asked: list[TokenRequest] = []
        self.status = status
        self.extra = extra
        self.refuse_post = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, ask: TokenRequest) -> tuple[int, bytes]:
        self.asked.append(ask)
        await self.gate.wait()
        if self.refuse_post and ask.method == "POST":
            return 401, b""
        return self.status, json.dumps({"token": f"t{len(self.asked)}", **self.extra}).encode()


def make(
    service: Service | None = None,
    credential: Credential | None = None,
    base: URL = BASE,
    clock: FakeClock | None = None,
    *,
    by_get: bool = False,
) -> Authenticator:
    async def ask() -> Credential | None:
        return credential

    return Authenticator(
        "r.example",
        base,
        ask,
        fetch=service or Service(),
        client_id="regbot",
        clock=clock or FakeClock(),
        wall=lambda: 0.0,
        by_get=by_get,
    )


USER = Credential("user", Hidden("password"))
IDENTITY = Credential(token=Hidden("identity"))


def run(test: Callable[[], Awaitable[None]]) -> None:
    anyio.run(test)


def test_nothing_is_sent_before_a_challenge() -> None:
    async def test() -> None:
        assert None is await make(credential=USER).header(PULL)

    run(test)


def test_basic_is_shown_after_its_challenge_and_in_advance_from_then_on() -> None:
    async def test() -> None:
        auth = make(credential=USER)
        answered = await auth.answer([BASIC], BASE, PULL, None)
        assert ("Basic dXNlcjpwYXNzd29yZA==", answered) == (answered, await auth.header(OTHER))

    run(test)


@pytest.mark.parametrize("credential", [None, Credential("user"), Credential("", Hidden("p")), IDENTITY])
def test_basic_without_user_and_password_is_unauthorized(credential: Credential | None) -> None:
    async def test() -> None:
        with pytest.raises(
            Unauthorized, match=r"unauthorized \[http 401\]: no credentials available"
        ) as caught:
            await make(credential=credential).answer([BASIC], BASE, PULL, None)
        assert 401 == caught.value.status

    run(test)


def test_a_refused_password_is_not_shown_again() -> None:
    async def test() -> None:
        auth = make(credential=USER)
        sent = await auth.answer([BASIC], BASE, PULL, None)
        with pytest.raises(Unauthorized, match="user or password refused: DENIED"):
            await auth.answer([BASIC], BASE, PULL, sent, again=True, refusal="DENIED")

    run(test)


def test_basic_comes_before_bearer_when_it_can_be_answered() -> None:
    async def test() -> None:
        assert (await make(credential=USER).answer([BEARER, BASIC], BASE, PULL, None)).startswith("Basic ")
        assert "Bearer t1" == await make().answer([BEARER, BASIC], BASE, PULL, None)

    run(test)


@pytest.mark.parametrize("challenges", [[], [Challenge("negotiate")]])
def test_an_unsupported_scheme_is_unauthorized(challenges: list[Challenge]) -> None:
    async def test() -> None:
        with pytest.raises(Unauthorized, match="no supported authentication offered"):
            await make(credential=USER).answer(challenges, BASE, PULL, None)

    run(test)


def test_a_token_is_asked_for_anonymously_without_credentials() -> None:
    async def test() -> None:
        service = Service()
        await make(service).answer([BEARER], BASE, PULL, None)
        assert (
            "GET", "https://auth.example/token?client_id=regbot&scope=repository:a:pull&service=s", None,
        ) == (service.asked[0].method, str(service.asked[0].url), service.asked[0].basic)  # fmt: skip

    run(test)


def test_tokens_are_kept_by_scope() -> None:
    async def test() -> None:
        service = Service()
        auth = make(service, USER)
        await auth.answer([BEARER], BASE, PULL, None)
        headers = [await auth.header(scopes) for scopes in (PULL, PUSH, OTHER, PULL)]
        assert ["Bearer t1", "Bearer t2", "Bearer t3", "Bearer t1"] == headers
        assert [False, False, True] == ["b:pull" in str(ask.url) for ask in service.asked]

    run(test)


def test_a_token_is_renewed_before_its_end() -> None:
    async def test() -> None:
        clock = FakeClock()
        auth = make(Service(expires_in=100), clock=clock)
        await auth.answer([BEARER], BASE, PULL, None)
        clock.now += 94
        assert "Bearer t1" == await auth.header(PULL)
        clock.now += 2
        assert "Bearer t2" == await auth.header(PULL)

    run(test)


def test_a_token_refused_in_the_middle_of_a_run_is_renewed_once_for_all() -> None:
    async def test() -> None:
        service = Service()
        auth = make(service)
        sent = await auth.answer([BEARER], BASE, PULL, None)
        first, second = await asyncio.gather(
            auth.answer([BEARER], BASE, PULL, sent), auth.answer([BEARER], BASE, PULL, sent)
        )
        later = await auth.answer([BEARER], BASE, PULL, sent)
        assert ("Bearer t2", "Bearer t2", "Bearer t2", 2) == (first, second, later, len(service.asked))

    run(test)


def test_a_fresh_token_that_is_refused_is_final() -> None:
    async def test() -> None:
        service = Service()
        auth = make(service)
        sent = await auth.answer([BEARER], BASE, PULL, None)
        with pytest.raises(
            Unauthorized, match=r"the token was refused \(it was asked for without a login\): DENIED: no"
        ):
            await auth.answer([BEARER], BASE, PULL, sent, again=True, refusal="DENIED: no")
        assert 1 == len(service.asked)

    run(test)


def test_a_wider_scope_is_asked_for_and_remembered() -> None:
    async def test() -> None:
        service = Service()
        auth = make(service)
        sent = await auth.answer([BEARER], BASE, PUSH, None)
        more = Challenge("bearer", {**BEARER.parameters, "scope": "repository:a:delete"})
        again = await auth.answer([more], BASE, PUSH, sent, again=True)
        assert ("Bearer t2", "Bearer t2") == (again, await auth.header(PUSH))
        assert "repository:a:pull,push,delete" == service.asked[1].url.query["scope"]

    run(test)


def test_an_identity_token_is_posted() -> None:
    async def test() -> None:
        service = Service()
        await make(service, IDENTITY).answer([BEARER], BASE, PULL, None)
        assert ["POST"] == [ask.method for ask in service.asked]
        assert b"refresh_token=identity" in (service.asked[0].form or b"")

    run(test)


def test_a_refused_identity_token_falls_back_to_get() -> None:
    async def test() -> None:
        service = Service()
        service.refuse_post = True
        credential = Credential("user", Hidden("password"), Hidden("identity"))
        assert "Bearer t2" == await make(service, credential).answer([BEARER], BASE, PULL, None)
        assert ("GET", ("user", "password")) == (service.asked[1].method, service.asked[1].basic)

    run(test)


def test_a_refresh_token_from_the_service_buys_the_next_token() -> None:
    async def test() -> None:
        service = Service(refresh_token="next")
        auth = make(service, USER)
        await auth.answer([BEARER], BASE, PULL, None)
        await auth.header(OTHER)
        assert ["GET", "POST"] == [ask.method for ask in service.asked]
        assert b"refresh_token=next" in (service.asked[1].form or b"")

    run(test)


@pytest.mark.parametrize(
    ("credential", "methods"),
    [
        (None, ["GET", "GET"]),
        (USER, ["GET", "GET"]),
        (Credential("user", Hidden("password"), Hidden("identity")), ["GET", "GET"]),
        (IDENTITY, ["POST", "POST"]),
    ],
)
def test_a_dry_run_posts_to_the_token_service_only_for_an_identity_token(
    credential: Credential | None, methods: list[str]
) -> None:
    async def test() -> None:
        service = Service(refresh_token="next")
        auth = make(service, credential, by_get=True)
        await auth.answer([BEARER], BASE, PULL, None)
        await auth.header(OTHER)
        assert methods == [ask.method for ask in service.asked]

    run(test)


@pytest.mark.parametrize(
    ("status", "kind", "temporary"),
    [
        (401, Unauthorized, False),
        (403, Unauthorized, False),
        (404, Unauthorized, False),
        (503, UnexpectedStatus, True),
    ],
)
def test_a_failing_token_service_is_final_or_temporary(
    status: int, kind: type[RegistryError], temporary: bool
) -> None:
    async def test() -> None:
        with pytest.raises(kind, match=f"http {status}.*token service https://auth.example/token") as caught:
            await make(Service(status), USER).answer([BEARER], BASE, PULL, None)
        assert temporary is caught.value.temporary

    run(test)


def test_an_unusable_token_answer_is_a_clear_error() -> None:
    async def test() -> None:
        with pytest.raises(RegistryError, match="token service's answer is unusable"):
            await make(Service(token="")).answer([BEARER], BASE, PULL, None)

    run(test)


@pytest.mark.parametrize(
    ("realm", "base"),
    [
        ("http://auth.example/token", "https://r.example"),
        ("https://127.0.0.1/token", "https://r.example"),
        ("https://169.254.169.254/token", "https://r.example"),
        ("http://localhost/token", "http://r.example"),
        ("ftp://auth.example", "https://r.example"),
    ],
)
def test_a_dangerous_realm_is_refused_before_anything_is_sent(realm: str, base: str) -> None:
    async def test() -> None:
        service = Service()
        with pytest.raises(Refused, match="token realm"):
            await make(service, USER, URL(base)).answer(
                [Challenge("bearer", {"realm": realm})], URL(base), PULL, None
            )
        assert [] == service.asked

    run(test)


def test_a_relative_realm_belongs_to_the_registry() -> None:
    async def test() -> None:
        service = Service()
        challenge = parse_challenges(['Bearer realm="/token"'])
        await make(service).answer(challenge, URL("https://r.example/v2/a/b"), PULL, None)
        assert "https://r.example/token" == str(service.asked[0].url.with_query(None))

    run(test)


def test_a_challenge_without_a_realm_is_unauthorized() -> None:
    async def test() -> None:
        with pytest.raises(Unauthorized, match="names no realm"):
            await make().answer([Challenge("bearer")], BASE, PULL, None)

    run(test)


def test_concurrent_requests_share_one_fetch() -> None:
    async def test() -> None:
        service = Service()
        auth = make(service)
        headers = await asyncio.gather(*(auth.answer([BEARER], BASE, PULL, None) for _ in range(10)))
        assert (["Bearer t1"] * 10, 1) == (headers, len(service.asked))

    run(test)


async def started(auth: Authenticator, count: int) -> list[asyncio.Task[str]]:
    tasks = [asyncio.create_task(auth.answer([BEARER], BASE, PULL, None)) for _ in range(count)]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


def test_a_cancelled_waiter_does_not_cancel_the_others() -> None:
    async def test() -> None:
        service = Service()
        service.gate.clear()
        tasks = await started(make(service), 3)
        tasks[0].cancel()  # the one that began the fetch
        await asyncio.wait({tasks[0]})
        service.gate.set()
        assert ["Bearer t1", "Bearer t1"] == await asyncio.gather(*tasks[1:])
        assert tasks[0].cancelled()

    run(test)


def test_when_all_waiters_are_cancelled_the_fetch_ends() -> None:
    async def test() -> None:
        service = Service()
        service.gate.clear()
        before = asyncio.all_tasks()
        auth = make(service)
        tasks = await started(auth, 3)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert before == asyncio.all_tasks()
        service.gate.set()
        assert "Bearer t2" == await auth.answer([BEARER], BASE, PULL, None)

    run(test)


def test_each_waiter_gets_an_error_of_its_own() -> None:
    async def test() -> None:
        async def broken(_: TokenRequest) -> tuple[int, bytes]:
            await asyncio.sleep(0)
            raise NetworkError("reset", temporary=True)

        auth = make(broken)  # type: ignore[arg-type]  # a function is a service, too
        errors = await asyncio.gather(
            *(auth.answer([BEARER], BASE, PULL, None) for _ in range(2)), return_exceptions=True
        )
        assert (["reset", "reset"], False) == ([str(e) for e in errors], errors[0] is errors[1])

    run(test)


def test_the_caches_stay_small() -> None:
    async def test() -> None:
        auth = make()
        await auth.answer([BEARER], BASE, PULL, None)
        for number in range(auth_module.TOKENS_KEPT + 50):
            await auth.header((f"repository:{number}:pull",))
        assert auth_module.TOKENS_KEPT == len(auth._tokens)

    run(test)


@pytest.mark.parametrize(
    ("credential", "missing"),
    [
        (None, "user and pass in creds, or a docker login"),
        (Credential("bob"), "a user, but no password"),
        (Credential("bob", Hidden("")), "a user, but no password"),
        (Credential("", Hidden("p")), "a password, but no user"),
        (IDENTITY, "an identity token, but the registry wants user and password"),
    ],
)
def test_what_is_missing_for_basic_is_said(credential: Credential | None, missing: str) -> None:
    async def test() -> None:
        with pytest.raises(Unauthorized) as caught:
            await make(credential=credential).answer([BASIC], BASE, PULL, None, refusal="no")
        assert f"unauthorized [http 401]: no credentials available ({missing}): no" == caught.value.message

    run(test)
