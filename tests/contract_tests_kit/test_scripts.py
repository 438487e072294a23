"""The kit reads the plain requests of a page's script, and leaves alone what it cannot read."""

from __future__ import annotations

import json

import pytest

from marketplace_contracts.answer import Answer, Hop
from marketplace_contracts.page_values import resembles, values_of
from marketplace_contracts.script import Script, ScriptRequest

TOKEN = "MA+/abcdefghijklmnop=="
PAGE = f"""<!doctype html><html><head><meta name="csrf" content="c5rf"></head><body data-token="{TOKEN}">
<form><input type="hidden" id="reg" name="registration" value="{TOKEN}"></form></body></html>"""
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def read(script: str, page: str = PAGE) -> list[ScriptRequest]:
    hop = Hop(
        "GET",
        "http://localhost/finish?t=MA%2B/abcdefghijklmnop%3D%3D",
        "",
        200,
        (("content-type", "text/html"), ("set-cookie", "kept=k%2B1; Path=/")),
        page.encode(),
        0.0,
    )
    return list(Script(script, values_of(Answer((hop,))), lambda: TOKEN).requests())


@pytest.mark.parametrize(
    ("script", "url"),
    [
        (
            'fetch("/api", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({token: new URLSearchParams(location.search).get("t")})})',
            "/api",
        ),
        (
            "const params = new URLSearchParams(window.location.search);\nconst token = params.get('t');\nawait axios.post('/api', { token });",
            "/api",
        ),
        (
            "axios({method: 'post', url: `${window.location.origin}/api`, data: {token: u.searchParams.get('t')}})",
            "/api",
        ),
        (
            'const BASE = "/v1";\n$.ajax({type: "POST", url: BASE + "/api", contentType: "application/json", data: JSON.stringify({token: $("#reg").val()})});',
            "/v1/api",
        ),
        (
            'var x = new XMLHttpRequest(); x.open("POST", "api", true); x.setRequestHeader("Content-Type", "application/json"); x.send(JSON.stringify({token: document.getElementById("reg").value}));',
            "/api",
        ),
        (
            'async function go(token) { /* fetch("/no") */ const r = await fetch("/api", {method:"POST",headers:{"Content-Type":"application/json"},body:JSON.stringify({token})}); }',
            "/api",
        ),
        (
            '(()=>{let e=document.body.dataset.token;fetch("/api",{method:"POST",headers:{"content-type":"application/json"},body:JSON.stringify({token:e})})})()',
            "/api",
        ),
        (
            'const payload = {\n  token: document.querySelector("input[name=registration]").value, // from AWS\n};\nconst how = {method: "POST", body: JSON.stringify(payload), headers: {"Content-Type": "application/json", "X-CSRF": csrf}};\nfetch("/api", how);',
            "/api",
        ),
        ('this.http.post("/api", {token: this.token}).subscribe()', "/api"),
    ],
)
def test_a_token_posted_as_json_is_read(script: str, url: str) -> None:
    (request,) = read(script)
    kinds = [value for name, value in request.headers.items() if name.lower() == "content-type"]
    assert (request.method, request.url, json.loads(request.body), kinds) == (
        "POST",
        f"http://localhost{url}",
        {"token": TOKEN},
        [JSON],
    )
    assert TOKEN in request.used


@pytest.mark.parametrize(
    "script",
    [
        'fetch("/api", {method: "POST", body: new URLSearchParams({token: get("t")})})',
        'fetch("/api", {method: "post", headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: "token=" + encodeURIComponent(get("t"))})',
        'fetch("/api", {method: "POST", headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: `token=${encodeURIComponent(get("t"))}`})',
        '$.post("/api", {token: get("t")})',
    ],
)
def test_a_token_posted_as_a_form_is_read(script: str) -> None:
    (request,) = read(script)
    assert (request.method, request.body) == ("POST", b"token=MA%2B%2Fabcdefghijklmnop%3D%3D")
    assert request.headers["Content-Type"] == FORM


def test_a_token_in_the_address_of_a_get_is_read() -> None:
    (request,) = read("fetch(`/api?token=${encodeURIComponent(get('t'))}`)")
    assert (request.method, request.url) == ("GET", "http://localhost/api?token=MA%2B%2Fabcdefghijklmnop%3D%3D")


def test_a_token_pasted_without_encoding_stays_so() -> None:
    (request,) = read('fetch("/api", {method: "POST", body: "token=" + get("t")})')
    assert request.body == b"token=MA+/abcdefghijklmnop=="


@pytest.mark.parametrize(
    "script",
    [
        'fetch("/api", {method: "POST", body: JSON.stringify({token, email: form.email.value})})',
        'fetch("/api", {method: "POST", body: new FormData(form)})',
        "fetch(config.api.url, options)",
        '// fetch("/api", {method: "POST"})',
        'const help = "call fetch(1) to register";',
        "fetch(",
        'fetch("/a", {method: "POST", body: JSON.stringify({t: ' + 400 * "(" + "})})",
        "const a = b; const b = a; fetch(a)",
    ],
)
def test_what_cannot_be_read_is_left_alone(script: str) -> None:
    assert read(script) == []


def test_a_token_against_forgery_is_not_aws_s() -> None:
    head = '"Content-Type": "application/json", "X-CSRF-Token": csrfToken, "X-Form": document.querySelector("meta[name=csrf]").content'
    (request,) = read(f'fetch("/api", {{method: "POST", headers: {{{head}}}, body: JSON.stringify({{token}})}})')
    assert request.headers == {"Content-Type": JSON, "X-Form": "c5rf"}


def test_the_key_is_the_same_whatever_the_address_has_of_the_page() -> None:
    one, other = (
        read(f'const t = "{each}"; fetch(`/api/${{t}}/register`, {{method: "PUT"}})')[0] for each in ("ab", "c")
    )
    assert (one.url, one.key[:2]) == ("http://localhost/api/ab/register", ("PUT", "/api/ab/register"))
    one, other = (read(f"fetch(`/api/${{{each}}}/x`)")[0] for each in ("get('t')", "get('kept')"))
    assert one.url != other.url
    assert one.key == other.key == ("GET", "/api/ANY/x", "")


def test_the_key_is_the_same_whatever_the_token_is() -> None:
    script = 'const token = "{}"; fetch("/api", {{method: "POST", body: JSON.stringify({{token}})}})'
    one, other = (read(script.format(each))[0] for each in ("abc", "xyz"))
    assert one.body != other.body
    assert one.key == other.key


def test_a_token_that_lost_its_plus_or_its_end_resembles_itself() -> None:
    assert resembles(TOKEN, TOKEN.replace("+", " "))
    assert resembles(TOKEN, TOKEN[:16])
    assert not resembles(TOKEN, "MA")
    assert not resembles(TOKEN, "another-value-of-such-a-length")
