"""A command line on which our `aws` is compared with the genuine ones, and the reasons for which their answers differ."""

from __future__ import annotations

from dataclasses import dataclass, field

NO_YAML_IN_V1 = "v1 has no YAML"
SERVICES_KNOWN = "only AWS Marketplace's services are known"
NEXT_STEP = "if the emulator is not running, the error names the next step"
MIXED_LISTS = "text output prints lists that mix structures with scalars"
COLOURS = "colours are reset once"
SAMPLES = "a sample answer may violate its own constraints"
EARLY_PROFILE = "v1 reads the profile before the options"
AT_FILES = "files inside shorthand"
HELP_OPTION = "`--help` and `-h` explain"
HELP_FIRST = "`help` before a service"
BYTES = "`fileb://` instead of shorthand is refused"
NO_PROMPT = "there is no prompt"
DEBUG = "`--debug` logs botocore's steps"
V1_REFUSALS = "v1 words some errors differently"


@dataclass(frozen=True)
class Line:
    """The words after `aws`; `differs` maps a CLI that answers differently to the reason in the documentation.

    If every CLI differs, `ours` holds the exit code of our `aws` and a part of its output. A `nightly` line shows what others
    show too, in another format or of another operation.
    """

    words: str
    differs: dict[str, str] = field(default_factory=dict)
    versions: tuple[str, ...] = ("v1", "v2")
    ours: tuple[int, str] | None = None
    nightly: bool = False

    def __post_init__(self) -> None:
        """Refuse a line that would check nothing."""
        if self.differs.keys() >= {*self.versions} and self.ours is None:
            raise ValueError(f"every CLI differs on `{self.words}`; set `ours`")


def only_v2(words: str, *, nightly: bool = False) -> Line:
    """Make a line with YAML, which the AWS CLI v1 refuses; one line per option shows the refusal."""
    return Line(words, versions=("v2",), nightly=nightly)


RESOLVE = "meteringmarketplace resolve-customer"
BATCH = "meteringmarketplace batch-meter-usage"
METER = "meteringmarketplace meter-usage"
REGISTER = "meteringmarketplace register-usage"
ENTITLEMENTS = "marketplace-entitlement get-entitlements"
SAMPLE = f"{ENTITLEMENTS} --product-code x --generate-cli-skeleton output"
