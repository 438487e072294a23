"""Reports: the same verdicts on the terminal, in JSON, in JUnit XML and on one HTML page that needs no other file."""

from __future__ import annotations

import json
import os
import re
import shlex
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from marketplace_contracts.report.drawing import Drawing
from marketplace_contracts.run import check as run_check
from marketplace_contracts.settings import Settings
from marketplace_emulator import Marketplace
from tests.conftest import SELLERS
from tests.contract_tests_kit.conftest import ROOT, SUBJECTS, Command, forget_integrations
from tests.preloaded import Preloaded

WORDS = (
    f"{SUBJECTS}.odd:markup",
    "--accounts",
    "/accounts",
    "--contract",
    "reading",
    "--contract",
    "failures",
    "--seed",
    "7",
)


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory, preloaded: Preloaded) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("reports")
    words = ["-m", "marketplace_emulator", "check", *WORDS, "--examples", "5", "--report", str(folder)]
    done = preloaded.run(words, cwd=str(ROOT), env=os.environ, timeout=200)
    assert done.returncode == 1, done.stderr
    return folder, done.stdout


def test_report_json_has_the_keys_that_programs_read(reported: tuple[Path, str]) -> None:
    made = json.loads((reported[0] / "report.json").read_text("utf-8"))
    assert list(made) == ["subject", "seed", "contracts"]
    assert (made["subject"], made["seed"]) == (f"{SUBJECTS}.odd:markup", 7)
    for each in made["contracts"]:
        assert list(each) == ["id", "family", "level", "sentence", "verdict", "reason", "story", "repeat", "cause"]
        assert each["verdict"] in ("holds", "broken", "not_verified")
        assert (each["reason"] == "") == (each["verdict"] == "holds")
        assert bool(each["story"]) == (each["verdict"] == "broken")
        assert each["family"] in ("reading", "failures")


def test_a_story_has_all_three_sides_and_the_command_that_repeats_it(reported: tuple[Path, str]) -> None:
    made = json.loads((reported[0] / "report.json").read_text("utf-8"))
    [story] = [each for each in made["contracts"] if each["id"] == "failures-throttling-no-blame"]
    steps = [(step["from"], step["to"]) for step in story["story"]]
    for step in [
        ("buyer", "subject"),
        ("subject", "aws"),
        ("aws", "subject"),
        ("subject", "buyer"),
        ("stored", "stored"),
    ]:
        assert step in steps
    words = shlex.split(story["repeat"])
    assert words[:3] == ["marketplace-emulator", "check", f"{SUBJECTS}.odd:markup"]
    assert words[words.index("--contract") + 1] == "failures-throttling-no-blame"
    assert words[words.index("--seed") + 1] == "7"
    assert story["repeat"] in reported[1]


def test_junit_xml_counts_what_report_json_counts(reported: tuple[Path, str]) -> None:
    made = json.loads((reported[0] / "report.json").read_text("utf-8"))["contracts"]
    root = ElementTree.parse(reported[0] / "junit.xml").getroot()
    assert [suite.get("name") for suite in root] == ["reading", "failures"]
    failed = {case.get("name") for case in root.iter("testcase") if case.find("failure") is not None}
    skipped = {case.get("name") for case in root.iter("testcase") if case.find("skipped") is not None}
    assert failed == {each["id"] for each in made if each["verdict"] == "broken"}
    assert skipped == {each["id"] for each in made if each["verdict"] == "not_verified"}
    assert sum(int(suite.get("failures", 0)) for suite in root) == len(failed)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]


def test_report_html_needs_no_other_file_and_runs_nothing_from_the_subject(reported: tuple[Path, str]) -> None:
    text = (reported[0] / "report.html").read_text("utf-8")
    page = _Page()
    page.feed(text)
    assert "script" not in page.tags
    assert all(address.startswith("#") for address in page.addresses)
    assert "url(" not in text
    assert "&lt;script&gt;alert(1)" in text
    made = json.loads((reported[0] / "report.json").read_text("utf-8"))["contracts"]
    assert page.tags.count("svg") == sum(each["verdict"] == "broken" for each in made)


def _drawn(page: str) -> list[ElementTree.Element]:
    """Return the drawings of a page."""
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    return [ElementTree.fromstring(re.sub(r"&(?!amp;|lt;|gt;|quot;|#)", "&amp;", each)) for each in drawings]


def test_every_step_of_a_story_is_in_its_drawing_and_inside_it(reported: tuple[Path, str]) -> None:
    made = json.loads((reported[0] / "report.json").read_text("utf-8"))["contracts"]
    stories = {each["id"]: each["story"] for each in made if each["verdict"] == "broken"}
    page = (reported[0] / "report.html").read_text("utf-8")
    order = re.findall(r'<section class="failure" id="([^"]+)"', page)  # causes first, unlike in report.json
    assert sorted(order) == sorted(stories)
    for id_, drawing in zip(order, _drawn(page), strict=True):
        story = stories[id_]
        _, _, width, height = (float(part) for part in drawing.get("viewBox", "").split())
        words = [element for element in drawing.iter("text") if element.get("class") != "actor"]
        for element in words:
            assert 0 <= float(element.get("x", "-1")) <= width
            assert 0 <= float(element.get("y", "-1")) <= height
        shapes = [*drawing.iter("rect"), *drawing.iter("path")]
        assert len(shapes) == len(story), "a note is a rectangle, and an arrow has one point"
        told = "".join("".join(element.text or "" for element in words).split())
        for step in story:
            assert "".join(step["what"].split())[:200] in told
            told = told.partition("".join(step["what"].split())[:200])[2]


@pytest.mark.parametrize(
    ("subject", "contract"),
    [
        ("replay_is_refused:app", "replay-return-accepted"),
        ("lambda_ignores_base64:handler", "reading-lambda-base64"),
    ],
)
def test_a_step_about_aws_is_a_sentence_about_aws(
    asked: Marketplace, tmp_path: Path, subject: str, contract: str
) -> None:
    database = {"DATABASE": str(tmp_path / "accounts.db")}
    settings = Settings(
        f"tests.broken_integrations.{subject}", accounts="/accounts", contract=(contract,), env=database
    )
    forget_integrations()
    [verdict] = run_check(settings, asked).of("broken")
    assert verdict.story is not None
    told = [step.what for step in verdict.story.steps if (step.who, step.whom) == ("kit", "aws")]
    assert told
    drawn = [" ".join(arrow.lines) for arrow in Drawing(verdict.story.steps).arrows]
    for what in told:
        assert re.match(r"(?:follows|lets|sends|works|says|throttles|fails|answers|is|closes|does|takes) ", what)
        assert any(each.startswith(f"AWS {what[:60]}") for each in drawn)


def test_the_terminal_shows_every_verdict(reported: tuple[Path, str]) -> None:
    made = json.loads((reported[0] / "report.json").read_text("utf-8"))["contracts"]
    for each in made:
        word = {"holds": "holds", "broken": "BROKEN", "not_verified": "not verified"}[each["verdict"]]
        assert re.search(rf"^  {each['id']} +{each['level']} +{word}", reported[1], re.MULTILINE), each["id"]


def test_pytest_gives_the_same_verdicts(reported: tuple[Path, str], pytester: pytest.Pytester) -> None:
    pytester.syspathinsert(ROOT)
    result = pytester.runpytest_subprocess(
        *(
            *SELLERS,
            "--pyargs",
            "marketplace_contracts",
            "--subject",
            *WORDS,
            "--examples",
            "5",
            "--report",
            "here",
        )
    )
    expected = json.loads((reported[0] / "report.json").read_text("utf-8"))["contracts"]
    made = json.loads((pytester.path / "here" / "report.json").read_text("utf-8"))["contracts"]
    assert [(each["id"], each["verdict"]) for each in made] == [(each["id"], each["verdict"]) for each in expected]
    broken = [each for each in expected if each["verdict"] == "broken"]
    result.assert_outcomes(
        passed=sum(each["verdict"] == "holds" for each in expected),
        failed=sum(each["level"] == "must" for each in broken),
        xfailed=sum(each["level"] == "should" for each in broken),
        skipped=sum(each["verdict"] == "not_verified" for each in expected) + 2,  # the contracts about Lambda handlers
        deselected=result.parseoutcomes().get("deselected", 0),
    )
    assert result.ret == 1


def test_pytest_reports_a_wrong_setting_like_check(pytester: pytest.Pytester) -> None:
    wrong = (
        (["--subject", "seven"], 2),
        (["--subject", "no_such:app"], 3),
        (["--contract", "x"], 2),
        (["--env", "x"], 2),
    )
    for words, code in wrong:
        result = pytester.runpytest_subprocess(*SELLERS, "--pyargs", "marketplace_contracts", *words)
        assert result.ret == code, result.stdout.str()


def test_pytest_fails_a_run_that_verifies_nothing_like_check(pytester: pytest.Pytester) -> None:
    pytester.syspathinsert(ROOT)
    words = (*SELLERS, "--pyargs", "marketplace_contracts", "--subject", f"{SUBJECTS}.odd:nonsense")
    for more, code, said in (
        (("--contract", "replay-signup-kept"), 3, "*Error: nothing could be verified*"),
        (("--contract", "product", "--accounts", "/accounts"), 2, "*Error: the kit never saw the stored accounts*"),
        (
            ("--contract", "buyer-html", "--contract", "buyer-signup-empty", "--allow-unverified", "0"),
            3,
            "*Error: 1 contract is not verified; --allow-unverified allows 0*",
        ),
    ):
        result = pytester.runpytest_subprocess(*words, *more)
        assert result.ret == code, result.stdout.str()
        result.stdout.fnmatch_lines([said])


def test_the_list_names_every_contract_with_its_sentence(command: Command) -> None:
    from marketplace_contracts.contract import contracts

    done = command("check", "--list")
    assert done.returncode == 0
    for each in contracts().values():
        assert f"{each.id}  ({each.level})\n    {each.sentence}\n" in done.stdout
