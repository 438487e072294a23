"""The reports of a run as files: report.json, junit.xml and report.html."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from marketplace_contracts.report.data import run_data
from marketplace_contracts.report.drawing import Drawing
from marketplace_contracts.report.terminal import followers, story_lines
from marketplace_contracts.run import Run
from marketplace_contracts.setting import Usage


def write(run: Run, folder: str) -> list[Path]:
    """Write all reports into a folder, creating it if necessary; raise Usage if that fails."""
    root = Path(folder)
    files = {"report.json": as_json(run), "junit.xml": as_junit(run), "report.html": as_html(run)}
    try:
        root.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (root / name).write_text(text, "utf-8")
    except OSError as error:
        raise Usage(
            f"the reports cannot be written to {folder!r}: {error.strerror}; give --report a folder that can be written"
        ) from None
    return [root / name for name in files]


def as_json(run: Run) -> str:
    return json.dumps(run_data(run), indent=2, ensure_ascii=False) + "\n"


def as_junit(run: Run) -> str:
    """Return junit.xml: a suite for each family, a case for each contract, skipped if it is not verified."""
    root = ElementTree.Element("testsuites", name="marketplace contracts")
    for family, verdicts in run.families.items():
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=family,
            tests=str(len(verdicts)),
            failures=str(sum(each.verdict == "broken" for each in verdicts)),
            skipped=str(sum(each.verdict == "not_verified" for each in verdicts)),
            errors="0",
            time=f"{sum(each.seconds for each in verdicts):.3f}",
        )
        for each in verdicts:
            case = ElementTree.SubElement(
                suite,
                "testcase",
                classname=f"marketplace_contracts.{family}",
                name=each.contract.id,
                time=f"{each.seconds:.3f}",
            )
            if each.verdict == "broken":
                failure = ElementTree.SubElement(
                    case, "failure", message=_legal(f"{each.contract.sentence} {each.reason}")
                )
                follows = run.follows.get(each.contract.id, ())
                failure.text = _legal("\n".join(story_lines(each, run.settings, follows)))
            elif each.verdict == "not_verified":
                cause = run.cause_of(each)
                reason = f"follows from {cause}: {each.reason}" if cause else each.reason
                ElementTree.SubElement(case, "skipped", message=_legal(reason))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _legal(text: str) -> str:
    """Remove what XML 1.0 does not allow: control characters and halves of surrogate pairs."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r" or (ord(c) >= 0x20 and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF))
    )


def as_html(run: Run) -> str:
    """Return report.html, which needs no other file."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    made = run_data(run)
    drawings = {
        each.contract.id: Drawing(each.story.steps)
        for each in run.of("broken")
        if each.story is not None and each.story.steps
    }
    return environment.get_template("report.html.jinja").render(
        **made,
        broken=[each.contract.id for each in run.causes],
        follows={cause: followers(each) for cause, each in run.follows.items()},
        why={each.contract.id: each.contract for each in run.verdicts},
        verdicts={each.contract.id: each for each in run.verdicts},
        drawings=drawings,
        counts={name: len(run.of(name)) for name in ("holds", "broken", "not_verified")},
        code=run.code,
        trouble=run.trouble,
    )
