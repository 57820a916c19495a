"""Register a user with a passkey and a recovery key, from a page in the user's own browser.

The user opens the address that is printed, with the code from the invitation's e-mail. The browser
makes the passkey; the recovery key is made here, and the user keeps the code that opens it.

    DFNS_BASE_URL    where the API is, if not at its own address
    ORIGIN           the origin of this page, as Dfns knows it (http://localhost:8080)
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from dfns import Client, models, registration

ORIGIN = os.environ.get("ORIGIN", "http://localhost:8080")

PAGE = """<!doctype html>
<title>Register</title>
<form><input name=orgId placeholder=organisation><input name=username placeholder=e-mail>
<input name=registrationCode placeholder=code><button>Make a passkey</button></form>
<output></output>
<script>
const post = async (path, value) =>
  (await fetch(path, {method: "POST", body: JSON.stringify(value)})).json()
document.forms[0].onsubmit = async (event) => {
  event.preventDefault()
  const asked = await post("/begin", Object.fromEntries(new FormData(event.target)))
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked)
  const passkey = await navigator.credentials.create({publicKey})
  const done = await post("/complete", passkey.toJSON())
  document.querySelector("output").textContent = "Keep this: " + done.recoveryCode
}
</script>"""

challenges: dict[str, models.RegistrationChallenge] = {}
"""What was begun, by challenge. A service with several processes keeps this in its database."""


def begin(asked: dict[str, Any]) -> dict[str, Any]:
    """Start the registration; return the options for the browser."""
    with Client() as client:
        challenge = client.auth.create_registration_challenge(asked)
    challenges[challenge.challenge] = challenge
    return registration.passkey_options(challenge)


def complete(passkey: dict[str, Any]) -> dict[str, Any]:
    """Register passkey and recovery key; return the code for the user to keep."""
    challenge = challenges.pop(registration.challenge_of(passkey))
    private_key, code = registration.new_private_key(), registration.new_recovery_code()
    # The token of the first answer stands for the user until there are credentials.
    with Client(authentication_token=challenge.temporary_authentication_token) as client:
        client.auth.complete_user_registration(
            {
                "firstFactorCredential": registration.passkey_credential(passkey),
                "recoveryCredential": registration.recovery_key_credential(
                    challenge.challenge, private_key, code, origin=ORIGIN
                ),
            }
        )
    return {"recoveryCode": code.reveal()}


def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Serve the page and its two calls."""
    calls = {"/begin": begin, "/complete": complete}
    call = calls.get(environ["PATH_INFO"])
    if call is None or environ["REQUEST_METHOD"] != "POST":
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [PAGE.encode()]
    given = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(call(given)).encode()]


if __name__ == "__main__":
    port = int(ORIGIN.rpartition(":")[2])
    with make_server("localhost", port, application, handler_class=WSGIRequestHandler) as server:
        print("open", ORIGIN, flush=True)
        server.serve_forever()
