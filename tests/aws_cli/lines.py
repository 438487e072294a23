"""The command lines, correct and wrong, on which our `aws` is compared with the genuine ones."""

from __future__ import annotations

from tests.aws_cli import usage_lines
from tests.aws_cli.line import (
    BATCH,
    COLOURS,
    DEBUG,
    EARLY_PROFILE,
    ENTITLEMENTS,
    HELP_FIRST,
    HELP_OPTION,
    MIXED_LISTS,
    NEXT_STEP,
    NO_PROMPT,
    NO_YAML_IN_V1,
    RESOLVE,
    SAMPLE,
    SAMPLES,
    SERVICES_KNOWN,
    V1_REFUSALS,
    Line,
    only_v2,
)

LINES = {
    "resolve-customer": [
        Line(f"{RESOLVE} --registration-token $TOKEN"),
        Line(f"{RESOLVE} --registration-token file://token.txt"),
        Line(f"{RESOLVE} --registration-token $EXPIRED"),
        Line(f"{RESOLVE} --registration-token nonsense"),
        Line(f"{RESOLVE} --registration-token ''"),
        Line(f"{RESOLVE} --registration-token $TOKEN --no-sign-request"),
        Line(f"--region eu-central-1 --output text {RESOLVE} --registration-token $TOKEN"),
        only_v2(f"{RESOLVE} --registration-token $TOKEN --output yaml"),
        Line(f"{RESOLVE} --registration-token $TOKEN --output text"),
        Line(f"{RESOLVE} --registration-token $TOKEN --profile in-tables"),
        Line(f"{RESOLVE} --registration-token $TOKEN --query ProductCode --output text"),
        only_v2(f"{RESOLVE} --registration-token $TOKEN --query '{{account: CustomerAWSAccountId}}' --output yaml"),
        Line(
            f"{RESOLVE} --registration-token $TOKEN --debug",
            {"v1": DEBUG, "v2": DEBUG},
            ours=(0, '"ProductCode": "$PRODUCT"'),
        ),
        Line(f"{RESOLVE}"),
        Line(f"{RESOLVE} --registration-token"),
        Line(f"{RESOLVE} --registration-token a --registration-tokens b"),
        Line(f"{RESOLVE} --registration-token file://nowhere.txt"),
        Line(f"{RESOLVE} --registration-token file://bytes"),
        Line(
            f"{RESOLVE} --registration-token $TOKEN --help",
            {"v1": HELP_OPTION, "v2": HELP_OPTION},
            ours=(0, "NAME\n       resolve-customer -\n\nDESCRIPTION\n       ResolveCustomer is called by a SaaS"),
        ),
    ],
    "help": [
        Line(
            f"{RESOLVE} -h",
            {"v1": HELP_OPTION, "v2": HELP_OPTION},
            ours=(0, "NAME\n       resolve-customer -\n\nDESCRIPTION\n       ResolveCustomer is called by a SaaS"),
        ),
        Line(
            "help meteringmarketplace",
            {"v1": HELP_FIRST, "v2": HELP_FIRST},
            ours=(
                0,
                "NAME\n       meteringmarketplace -\n\nDESCRIPTION\n       Amazon Web Services Marketplace Metering Service",
            ),
        ),
        Line(
            "help meteringmarketplace resolve-customer",
            {"v1": HELP_FIRST, "v2": HELP_FIRST},
            ours=(0, "NAME\n       resolve-customer -\n\nDESCRIPTION\n       ResolveCustomer is called by a SaaS"),
        ),
        Line(
            "help s3",
            {"v1": HELP_FIRST, "v2": HELP_FIRST},
            ours=(252, "argument command: Invalid choice, valid choices are:\n\nmarketplace-agreement   "),
        ),
    ],
    # The default world's words for failures of the service.
    "failing services": [
        Line(f"{RESOLVE} --registration-token throttled"),
        Line(f"{RESOLVE} --registration-token internal-error"),
        Line(f"{RESOLVE} --registration-token expired-credentials"),
        Line(f"{RESOLVE} --registration-token drop"),
    ],
    "cli-input": [
        Line(f"{RESOLVE} --cli-input-json file://input.json"),
        Line(f'{RESOLVE} --cli-input-json \'{{"RegistrationToken": "nonsense"}}\' --registration-token $TOKEN'),
        Line(f"{RESOLVE} --cli-input-yaml file://input.yaml", {"v1": NO_YAML_IN_V1}),
        only_v2(f"{RESOLVE} --cli-input-yaml 'RegistrationToken: 012345670123'"),
        only_v2(f"{RESOLVE} --cli-input-yaml '{{RegistrationToken: a, RegistrationToken: b}}'"),
        only_v2(f"{RESOLVE} --cli-input-yaml '['"),
        only_v2(f"{RESOLVE} --cli-input-json '{{}}' --cli-input-yaml '{{}}'"),
        Line(f"{RESOLVE} --cli-input-json '{{}}'"),
        Line(f"{RESOLVE} --cli-input-json={{}}"),
        Line(f"{RESOLVE} --cli-input-json '{{'", {"v1": V1_REFUSALS}),
        Line(f"{RESOLVE} --cli-input-json '[]'", {"v1": V1_REFUSALS}),
        Line(f"{RESOLVE} --cli-input-json '{{\"RegistrationToken\": 3}}'"),
        Line(f'{RESOLVE} --cli-input-json \'{{"RegistrationToken": "x", "Extra": 1}}\''),
    ],
    "skeletons": [
        Line(f"{RESOLVE} --generate-cli-skeleton"),
        Line(f"{RESOLVE} --registration-token x --generate-cli-skeleton output"),
        Line(f"{RESOLVE} --generate-cli-skeleton output"),
        Line(f"{RESOLVE} --generate-cli-skeleton everything", {"v1": NO_YAML_IN_V1}),
        only_v2(f"{RESOLVE} --generate-cli-skeleton yaml-input"),
        Line(f"{BATCH} --generate-cli-skeleton input"),
        only_v2(f"{BATCH} --generate-cli-skeleton yaml-input"),
        only_v2(f"{ENTITLEMENTS} --generate-cli-skeleton yaml-input"),
        only_v2("marketplace-agreement accept-agreement-request --generate-cli-skeleton yaml-input"),
        Line("marketplace-agreement accept-agreement-request --generate-cli-skeleton"),
        Line(
            "marketplace-agreement describe-agreement --agreement-id x --generate-cli-skeleton output",
            {"v1": SAMPLES, "v2": SAMPLES},
            ours=(
                0,
                '{\n    "agreementId": "agreementId",\n    "acceptor": {\n        "accountId": "accountId"\n    },',
            ),
        ),
        Line(f"--profile nobody {ENTITLEMENTS} --generate-cli-skeleton", {"v1": EARLY_PROFILE}),
    ],
    "formats": [
        only_v2(f"{SAMPLE} --output yaml"),
        only_v2(f"{SAMPLE} --output yaml-stream"),
        Line(f"{SAMPLE} --output text"),
        Line(f"{SAMPLE} --output table"),
        Line(
            f"{SAMPLE} --output table --color on",
            {"v1": COLOURS, "v2": COLOURS},
            ours=(
                0,
                "|  \x1b[1m\x1b[34mNextToken\x1b[0m             |  \x1b[1m\x1b[34mNextToken\x1b[0m              |\n",
            ),
        ),
        Line(f"{SAMPLE} --output xml", {"v1": NO_YAML_IN_V1}),
        Line(f"{SAMPLE} --query 'Entitlements[].[Dimension,Value.IntegerValue]' --output table"),
        only_v2(f"{SAMPLE} --query Entitlements[0].Dimension --output yaml"),
        Line(f"{SAMPLE} --query Nothing --output text"),
        Line(
            f"{SAMPLE} --query 'Entitlements[].[Dimension,Value]' --output text",
            {"v1": MIXED_LISTS, "v2": MIXED_LISTS},
            ours=(0, "Dimension\nTrue\t0.0\t0\tStringValue\n"),
        ),
        Line(f"{SAMPLE} --query 'Entitlements['"),
    ],
    "agreements": [
        Line("marketplace-agreement describe-agreement --agreement-id $AGREEMENT"),
        Line(
            "marketplace-agreement search-agreements --catalog AWSMarketplace --filters "
            "name=PartyType,values=Proposer name=AgreementType,values=PurchaseAgreement --sort sortBy=EndTime"
        ),
        Line("marketplace-agreement get-agreement-terms --agreement-id $AGREEMENT --output text"),
        Line(
            "marketplace-agreement search-agreements --page-size 1 --max-items 2 --filters "
            "name=PartyType,values=Proposer name=AgreementType,values=PurchaseAgreement --query nextToken"
        ),
        Line("marketplace-agreement search-agreements --filters name=Status,values=ACTIVE"),
        Line(
            "marketplace-agreement get-agreement-entitlements --agreement-id $AGREEMENT --query "
            "agreementEntitlements[].[status,statusReasonCode,licenseArn]"
        ),
        Line("marketplace-agreement get-agreement-contacts --agreement-id $AGREEMENT"),
        Line("marketplace-agreement describe-agreement --agreement-id agmt-nobody"),
        Line("marketplace-agreement cancel-agreement --agreement-id agmt-nobody"),
        Line("marketplace-agreement create-agreement-request --intent NEW --requested-terms id=a"),
        Line(
            "marketplace-agreement accept-agreement-request --agreement-request-id x --purchase-orders "
            "chargeId=a,chargeRevision=one"
        ),
    ],
    "usage": [
        Line(""),
        Line("marketplace-entitlement"),
        Line("marketplace-entitlement get-entitlement --product-code x"),
        Line(
            "s3 ls",
            {"v1": SERVICES_KNOWN, "v2": SERVICES_KNOWN},
            ours=(252, "argument command: Invalid choice, valid choices are:\n\nmarketplace-agreement   "),
        ),
        Line(f"{ENTITLEMENTS} --product-code x --endpoint-url nowhere"),
        Line(f"{ENTITLEMENTS} --product-code x --cli-read-timeout soon"),
        Line(f"{ENTITLEMENTS} --product-code x --profile nobody"),
        Line(f"{ENTITLEMENTS} --product-code x --profile wrong-output"),
        Line(
            f"{RESOLVE} --registration-token x --endpoint-url http://127.0.0.1:9",
            {"v1": NEXT_STEP, "v2": NEXT_STEP},
            ours=(255, 'http://127.0.0.1:9/"\nIf nothing listens there, start one: marketplace-emulator serve\n'),
        ),
        Line(
            f"{RESOLVE} --registration-token x --cli-auto-prompt",
            {"v1": NO_PROMPT, "v2": NO_PROMPT},
            ours=(
                252,
                "\n--cli-auto-prompt is not supported: write the arguments on the command line (see help).\n",
            ),
        ),
    ],
    **usage_lines.LINES,
}
