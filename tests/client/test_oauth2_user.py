"""OAuth 2 for users: a browser's login, a device's, and tokens renewed once for all who wait."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply, Seen

FLOWS = {
    "authorizationCode": {
        "authorizationUrl": "/authorize",
        "tokenUrl": "/token",
        "scopes": {"read": "Look"},
    },
    "deviceAuthorization": {
        "deviceAuthorizationUrl": "/device",
        "tokenUrl": "/token",
        "scopes": {},
    },
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": {"title": "Shop", "version": "1"},
    "security": [{"account": []}],
    "paths": {"/pets": {"get": {"tags": ["pets"], "operationId": "listPets", "responses": {}}}},
    "components": {"securitySchemes": {"account": {"type": "oauth2", "flows": FLOWS}}},
}


class Issuer:
    """Plays an authorization server, and the API that takes its newest access token."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.basic: list[str | None] = []
        self.live = "none"
        self.answers: list[Reply] = []
        self.lock = threading.Lock()
        self.open = threading.Event()
        self.open.set()

    def __call__(self, seen: Seen) -> Reply:
        if seen.target in ("/token", "/device"):
            return self.granted(seen)
        is_live = seen.headers["authorization"] == f"Bearer {self.live}"
        return Reply(204 if is_live else 401)

    def granted(self, seen: Seen) -> Reply:
        with self.lock:
            fields = {name: values[0] for name, values in parse_qs(seen.body.decode()).items()}
            self.asked.append(fields)
            self.basic.append(seen.headers.get("authorization"))
            if self.answers:
                return self.answers.pop(0)
            self.live = f"A{len(self.asked)}"
            value = {"access_token": self.live, "refresh_token": f"R{len(self.asked)}"}
        self.open.wait(20)
        return Reply(value={**value, "expires_in": 3600}, wait=0.1)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return imported(tmp_path_factory.mktemp("shop"), DOCUMENT, "emitted_oauth2_user")


@pytest.fixture
def issuer(server: LocalServer) -> Issuer:
    server.answer = made = Issuer()
    return made


def test_a_refresh_token_is_exchanged_and_replaced(
    shop: Any, server: LocalServer, issuer: Issuer
) -> None:
    kept: list[str] = []
    credential = shop.RefreshToken("R0", client_id="app", renewed=kept.append)
    client = shop.Client(base_url=server.url, account=credential)
    client.pets.list_pets()
    client.pets.list_pets()
    issuer.live = "another"  # as where the user logged in elsewhere
    with pytest.raises(shop.Unauthorized):
        issuer.answers = [Reply(value={"access_token": "dead"})]
        client.pets.list_pets()
    assert [(a["refresh_token"], a["client_id"]) for a in issuer.asked] == [
        ("R0", "app"),
        ("R1", "app"),
    ]
    assert kept == ["R1"]
    assert "R0" not in repr(vars(type(credential))) + repr(credential)


def test_a_client_with_a_secret_says_so_in_the_header(
    shop: Any, server: LocalServer, issuer: Issuer
) -> None:
    credential = shop.RefreshToken("R0", client_id="a:b", client_secret="s p")
    shop.Client(base_url=server.url, account=credential).pets.list_pets()
    pair = base64.b64encode(b"a%3Ab:s%20p").decode()
    assert issuer.basic == [f"Basic {pair}"]
    assert "client_id" not in issuer.asked[0]


def test_a_login_in_the_browser_is_proved_by_its_verifier(
    shop: Any, server: LocalServer, issuer: Issuer
) -> None:
    login = shop.AuthorizationCode(
        "app",
        authorization_url="https://id.example/authorize?tenant=1",
        redirect_uri="http://localhost/done",
        scopes=("read", "write"),
    )
    at = urlsplit(login.url)
    asked = {name: values[0] for name, values in parse_qs(at.query).items()}
    assert (at.hostname, asked["tenant"], asked["scope"]) == ("id.example", "1", "read write")
    again = shop.AuthorizationCode(  # in another request of a web server
        "app",
        authorization_url="https://id.example/authorize",
        redirect_uri="http://localhost/done",
        state=login.state,
        verifier=login.verifier.reveal(),
    )
    back = f"http://localhost/done?code=c1&state={asked['state']}"
    client = shop.Client(base_url=server.url, account=again.credential(back))
    client.pets.list_pets()
    (fields,) = issuer.asked
    assert (fields["grant_type"], fields["code"]) == ("authorization_code", "c1")
    assert fields["redirect_uri"] == "http://localhost/done"
    digest = hashlib.sha256(fields["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
    issuer.live = "another"
    client.pets.list_pets()
    assert issuer.asked[1] == {
        "grant_type": "refresh_token",
        "refresh_token": "R1",
        "client_id": "app",
    }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("code=c&state=other", "another login"),
        ("code=c", "another login"),
        ("state={state}", "holds no code"),
        ("error=access_denied&error_description=no&state={state}", "refused: access_denied no"),
    ],
)
def test_an_answer_that_is_none_is_refused(shop: Any, query: str, message: str) -> None:
    login = shop.AuthorizationCode("app", authorization_url="/a", redirect_uri="http://l/d")
    with pytest.raises(shop.ClientError, match=message):
        login.credential("http://l/d?" + query.format(state=login.state))


def test_a_login_on_another_device_is_waited_for(
    shop: Any, server: LocalServer, issuer: Issuer
) -> None:
    device = {
        "device_code": "D",
        "user_code": "AB-CD",
        "verification_uri": "https://id.example/device",
        "interval": 0,
    }
    waits = Reply(400, {"error": "authorization_pending"})
    issuer.answers = [Reply(value=device), waits, waits]
    shown: list[tuple[str, str]] = []
    credential = shop.DeviceLogin("app", lambda *told: shown.append(told), scopes=("read",))
    shop.Client(base_url=server.url, account=credential).pets.list_pets()
    assert shown == [("https://id.example/device", "AB-CD")]
    assert issuer.asked[0] == {"client_id": "app", "scope": "read"}
    assert [fields.get("device_code") for fields in issuer.asked] == [None, "D", "D", "D"]

    issuer.answers = [Reply(value=device), Reply(400, {"error": "access_denied"})]
    denied = shop.DeviceLogin("app", lambda *told: None)
    with pytest.raises(shop.ApiError) as caught:
        shop.Client(base_url=server.url, account=denied).pets.list_pets()
    assert (caught.value.effect, caught.value.sent) == ("none", "no")


@pytest.mark.parametrize("is_refused", [False, True], ids=["at first", "where it was refused"])
def test_threads_renew_a_token_once(
    shop: Any, server: LocalServer, issuer: Issuer, is_refused: bool
) -> None:
    credential = shop.RefreshToken("R0", client_id="app")
    client = shop.Client(base_url=server.url, account=credential)
    if is_refused:
        client.pets.list_pets()
        issuer.live = "another"
    before = len(issuer.asked)
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _: client.pets.list_pets(), range(12)))
    assert len(issuer.asked) - before == 1


def test_tasks_renew_a_token_once(shop: Any, server: LocalServer, issuer: Issuer) -> None:
    async def scenario() -> None:
        credential = shop.RefreshToken("R0", client_id="app")
        async with shop.AsyncClient(base_url=server.url, account=credential) as client:
            await asyncio.gather(*(client.pets.list_pets() for _ in range(12)))
            issuer.live = "another"
            await asyncio.gather(*(client.pets.list_pets() for _ in range(12)))

    asyncio.run(scenario())
    assert len(issuer.asked) == 2


def test_one_that_gives_up_leaves_the_renewal_to_others(
    shop: Any, server: LocalServer, issuer: Issuer
) -> None:
    async def asked(count: int) -> None:
        while len(issuer.asked) < count:
            await asyncio.sleep(0.01)

    async def scenario() -> None:
        credential = shop.RefreshToken("R0", client_id="app")
        async with shop.AsyncClient(base_url=server.url, account=credential) as client:
            issuer.open.clear()
            first = asyncio.create_task(client.pets.list_pets())
            await asked(1)
            second = asyncio.create_task(client.pets.list_pets())
            first.cancel()
            await asked(2)
            issuer.open.set()
            await second

    asyncio.run(scenario())
    assert [fields["refresh_token"] for fields in issuer.asked] == ["R0", "R0"]


def test_an_error_of_the_endpoint_shows_no_token(
    shop: Any, server: LocalServer, issuer: Issuer
) -> None:
    issuer.answers = [Reply(400, {"error": "invalid_grant", "told": "SECRET-R0"})]
    credential = shop.RefreshToken("SECRET-R0", client_id="app")
    with pytest.raises(shop.BadRequest) as caught:
        shop.Client(base_url=server.url, account=credential).pets.list_pets()
    assert "SECRET" not in str(caught.value) + repr(caught.value.raw)
    frame = caught.tb
    while frame is not None:
        if "emitted_oauth2_user" in frame.tb_frame.f_code.co_filename:
            assert "SECRET" not in repr(frame.tb_frame.f_locals)
        frame = frame.tb_next


def test_where_nothing_asks_for_users_their_flows_stay_away(tmp_path: Path) -> None:
    scheme = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {}}}}
    document = {**DOCUMENT, "components": {"securitySchemes": {"account": scheme}}}
    package = imported(tmp_path, document, "emitted_oauth2_client")
    assert not hasattr(package, "RefreshToken")
    assert not (tmp_path / "emitted_oauth2_client/_runtime/_oauth2_user.py").exists()
