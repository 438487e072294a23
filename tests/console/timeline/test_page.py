"""The page of the timeline: its filter, its links, and hostile texts shown as texts."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.console.rendering import HERE
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import BROWSER, FORM
from tests.console.timeline.telling import resolve
from tests.deliveries.conftest import buy

KINDS = ("exchange", "step", "message", "attempt")
HOSTILE = """"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;"""


@pytest.fixture
def browser(marketplace: Marketplace) -> Client:
    """A browser without a window."""
    return Client(Wsgi(marketplace.site))


def page(browser: Client, path: str = "/console/timeline", status: int = 200) -> str:
    """Get a page."""
    answer = browser.get(path, headers=BROWSER)
    assert answer.status_code == status, answer.text
    return answer.text


class _Reader(HTMLParser):
    """Reads what is not hidden from a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self.said, self.hidden = list[str](), 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("input", "link", "meta", "img", "path", "circle") and (
            self.hidden or ("aria-hidden", "true") in attrs
        ):
            self.hidden += 1

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= bool(self.hidden)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(data)


def text_of(written: str) -> str:
    """Return what a screen reader reads of HTML."""
    reader = _Reader()
    reader.feed(written)
    return " ".join("".join(reader.said).split())


def ids(written: str) -> list[str]:
    """Return the ids of the entries."""
    return re.findall(r'<li id="([^"]+)"', written)


def test_an_empty_timeline_says_what_to_do(browser: Client) -> None:
    assert "Nothing has happened yet" in page(browser)
    assert "Show the whole timeline" in page(browser, "/console/timeline?operation=MeterUsage")


def test_each_entry_is_a_sentence_for_a_screen_reader(marketplace: Marketplace, browser: Client) -> None:
    resolve(marketplace, "forged", "InvalidTokenException")
    shown = page(browser)
    entry = re.search(r'<li id="exchange-1".*?<summary>(.*?)</summary>', shown, re.DOTALL)
    assert entry is not None
    assert re.fullmatch(
        r"[0-9:.]+ Seller asks AWS: ResolveCustomer, token forged AWS answers: InvalidTokenException, .* ms",
        text_of(entry[1]),
    )


def test_the_answer_about_a_token_says_who_the_buyer_is(marketplace: Marketplace, browser: Client) -> None:
    agreement = buy(marketplace, "quay", "alder")
    resolve(marketplace, marketplace.mint_token(agreement["agreement_id"]))
    assert f"AWS answers: ok, buyer {agreement['customer_aws_account_id']}, " in text_of(page(browser))


def test_an_answer_that_never_came_took_no_time(marketplace: Marketplace, browser: Client) -> None:
    token = marketplace.mint_token(buy(marketplace, "quay", "alder")["agreement_id"])
    marketplace.add_fault(token=token, hang=True)
    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}, read_timeout=1))
    with pytest.raises(ReadTimeoutError):
        client.resolve_customer(RegistrationToken=token)
    assert "AWS answers: no answer, the connection hung decided by" in text_of(page(browser))


def test_a_choice_has_the_name_that_the_set_up_gives_it(marketplace: Marketplace, browser: Client) -> None:
    path = f"/console/set-up/{buy(marketplace, 'quay', 'alder')['agreement_id']}"
    form = {"choice": "other-product", "fulfillment_url": "http://localhost:8000/"}
    browser.post(path, headers=FORM, data=form)
    assert "chosen: Another product's" in text_of(page(browser))


def test_links_lead_to_the_timeline_of_one_thing_alone(marketplace: Marketplace, browser: Client) -> None:
    for buyer in ("alder", "birch"):
        resolve(marketplace, marketplace.mint_token(buy(marketplace, "quay", buyer)["agreement_id"]))
    whole = page(browser)
    entry = whole[whole.index('id="exchange-1"') :]
    entry = entry[: entry.index("</details>")]
    links = {html.unescape(each) for each in re.findall(r'href="(/console/timeline\?[^"]+)"', entry)}
    only = {link: ids(page(browser, link)) for link in links}
    assert {link.partition("?")[2].partition("=")[0] for link in only} >= {
        "operation",
        "token",
        "agreement_id",
        "customer_aws_account_id",
        "product_code",
    }
    for link, found in only.items():
        assert "exchange-1" in found
        assert ("exchange-2" in found) == link.startswith(("/console/timeline?operation", "/console/timeline?product"))


def test_pages_lead_to_older_ones_and_keep_the_filter(marketplace: Marketplace, browser: Client) -> None:
    for number in range(60):
        resolve(marketplace, f"token-{number}", "InvalidTokenException")
    buy(marketplace)
    path, found = "/console/timeline?operation=ResolveCustomer", list[str]()
    while path:
        shown = page(browser, path)
        assert len(ids(shown)) <= 50
        found = [*ids(shown), *found]
        older = re.search(r'rel="prev" href="([^"]+)"', shown)
        path = html.unescape(older[1]) if older else ""
    assert found == [f"exchange-{number}" for number in range(1, 61)]
    assert ids(page(browser, "/console/timeline?until=5")) == found[:5]


def test_the_commonest_outcome_is_offered_first(browser: Client) -> None:
    offered = re.findall(r"<option[^>]*>(\w+)</option>", page(browser).partition('name="outcome"')[2])
    assert offered[1:5] == ["ok", "cut", "drop", "hang"]


def test_the_form_shows_the_filter(marketplace: Marketplace, browser: Client) -> None:
    shown = page(browser, "/console/timeline?operation=BatchMeterUsage&product_code=%22%3E&dimension=users")
    assert "<option selected>BatchMeterUsage</option>" in shown
    assert 'name="product_code" value="&#34;&gt;"' in shown
    assert 'name="dimension" value="users"' in shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("operation=ResolveCustommer", "ResolveCustomer"),
        ("outcome=nonsense", "nonsense"),
        ("before=x1", "expected the place"),
        ("since=never", "never"),
        ("status=many", "status"),
        ("until=soon", "until"),
        (f"until={10**19}", "until"),
    ],
)
def test_a_filter_that_means_nothing_is_explained(browser: Client, query: str, said: str) -> None:
    assert said in text_of(page(browser, f"/console/timeline?{query}", 422))


def test_hostile_texts_are_shown_as_texts(marketplace: Marketplace, browser: Client) -> None:
    def take(_: object) -> None:
        raise RuntimeError(HOSTILE)

    marketplace.subscribe(take)
    resolve(marketplace, HOSTILE, "InvalidTokenException")
    marketplace.request(
        "POST",
        "/agreements",
        {
            "product_code": marketplace.products()[1]["product_code"],
            "customer_aws_account_id": marketplace.buyers()[0]["customer_aws_account_id"],
            "name": HOSTILE,
        },
    )
    marketplace.clock.advance("1m")
    shown = page(browser)
    assert HOSTILE not in shown
    assert "<script>alert" not in shown
    assert not re.search(r"<[^>]*\son\w+=", shown)
    assert "&lt;script&gt;alert(1)" in shown
    assert not re.search(r'<[^>]*\sstyle=|<style|<script(?![^>]* src="/console/static/)', shown)


def test_each_entry_leads_to_a_page_about_it(marketplace: Marketplace, browser: Client) -> None:
    marketplace.subscribe(lambda _: None)
    resolve(marketplace, marketplace.mint_token(buy(marketplace)["agreement_id"]))
    marketplace.clock.advance("1h")
    shown = page(browser)
    links = {kind: set(re.findall(rf'<li id="{kind}-.*?<p><a href="([^"]+)"', shown, re.DOTALL)) for kind in KINDS}
    for kind, found in links.items():
        assert found, kind
        for link in found:
            page(browser, html.unescape(link))


def test_a_page_with_a_sequence_has_its_style_and_its_script() -> None:
    templates = {each.name: each.read_text() for each in (HERE / "templates").glob("*.html")}
    found = [text for text in templates.values() if "import sequence" in text and "{{ sequence(" in text]
    assert len(found) >= 3
    for text in found:
        assert "static('timeline.css')" in text
        assert "static('timeline.js')" in text
