"""The command lines of metering and entitlements."""

from __future__ import annotations

from tests.aws_cli.line import AT_FILES, BATCH, BYTES, ENTITLEMENTS, METER, REGISTER, V1_REFUSALS, Line, only_v2

RECORD = "--usage-records Timestamp=$HOUR,CustomerIdentifier=$CUSTOMER,Dimension=queries"
LICENSED = "Timestamp=$HOUR,CustomerAWSAccountId=$OTHER_ACCOUNT,LicenseArn=$OTHER_LICENSE"
SPLIT = (
    "UsageAllocations=[{AllocatedUsageQuantityAsDecimal=10.42,Tags=[{Key=team,Value=a},{Key=site,Value=b}]},"
    "{AllocatedUsageQuantityAsDecimal=7}]"
)

LINES = {
    "batch-meter-usage": [
        Line(f"{BATCH} {RECORD},Quantity=3 --product-code $PRODUCT"),
        Line(f"{BATCH} {RECORD},Quantity=3 --product-code $PRODUCT --output text --profile wire", nightly=True),
        only_v2(f"{BATCH} {RECORD},Quantity=3 --product-code $PRODUCT --output yaml", nightly=True),
        Line(f"{BATCH} --usage-records '{LICENSED},Dimension=gb_restored,QuantityAsDecimal=17.42,{SPLIT}'"),
        Line(
            f"{BATCH} --usage-records '{LICENSED},Dimension=gb_protected,QuantityAsDecimal=17.42,{SPLIT}' --output table",
            nightly=True,
        ),
        Line(
            f"{BATCH} --usage-records {LICENSED},Dimension=api_calls,Quantity=3 {LICENSED},Dimension=api_calls,Quantity=4 "
            "--query Results[].[Status,UsageRecord.Quantity] --output text"
        ),
        Line(
            f"{BATCH} --product-code $PRODUCT --usage-records "
            "Timestamp=$SECONDS,CustomerAWSAccountId=$ACCOUNT,Dimension=rows_exported "
            "Timestamp=$HOUR,CustomerAWSAccountId=000000000000,Dimension=rows_exported "
            "Timestamp=$HOUR,CustomerAWSAccountId=$ACCOUNT,Dimension=unprocessed"
        ),
        Line(f"{BATCH} --product-code $PRODUCT --usage-records '[]'"),
        Line(f"{BATCH} {RECORD},Quantity=1,QuantityAsDecimal=1 --product-code $PRODUCT"),
        Line(f"{BATCH} {RECORD},QuantityAsDecimal=1,5 --product-code $PRODUCT"),
        Line(f"{BATCH} {RECORD},QuantityAsDecimal=01.5 --product-code $PRODUCT", nightly=True),
        Line(
            f"{BATCH} --usage-records Timestamp=$HOUR,CustomerIdentifier=$CUSTOMER,Dimension=seats --product-code $PRODUCT"
        ),
        Line(f"{BATCH} --usage-records '{LICENSED},Dimension=gb_restored,Quantity=17,{SPLIT}'"),
        Line(f"{BATCH} {RECORD}"),
        Line(
            f"{BATCH} --usage-records Timestamp=$HOUR,CustomerAWSAccountId=$ACCOUNT,Dimension=throttled", nightly=True
        ),
        Line(
            f"{BATCH} --usage-records Timestamp=2020-01-01,CustomerIdentifier=a,Dimension=queries --product-code $PRODUCT"
        ),
        Line(f"{BATCH} --usage-records Timestamp=yesterday,CustomerIdentifier=a,Dimension=b --product-code $PRODUCT"),
        Line(f"{BATCH} {RECORD},Quantity=three"),
        Line(
            f"{BATCH} --usage-records 'UsageAllocations=[{{AllocatedUsageQuantity=1,Tags=[{{Key=a,Value=b}}]}}],"
            "Timestamp=0,Dimension=x' --generate-cli-skeleton output"
        ),
        Line(f"{BATCH} --usage-records 'UsageAllocations=[{{AllocatedUsageQuantity=1,Tags=[{{Key=a Value=b}}]'"),
        Line(f"{BATCH} --usage-records Dimension=a,Dimension=b"),
        Line(f"{BATCH} --usage-records ''"),
        Line(f"{BATCH} --usage-records '[{{]'"),
        Line(f"{BATCH} --usage-records file://records.json --generate-cli-skeleton output"),
        Line(f"{BATCH} --usage-records file://record.txt --generate-cli-skeleton output"),
        Line(
            f"{BATCH} --usage-records Timestamp=0,Dimension@=file://token.txt --generate-cli-skeleton output",
            {"v2": AT_FILES},
        ),
        Line(
            f"{BATCH} --usage-records fileb://record.txt",
            {"v1": BYTES, "v2": BYTES},
            ours=(252, "\nError parsing parameter '--usage-records': bytes are no shorthand.  Please use the file://"),
        ),
        Line(f'{BATCH} --usage-records \'{{"Dimension":"x","Timestamp":0}}\' \'{{"Dimension":"y","Wrong":0}}\''),
    ],
    "meter-usage": [
        Line(f"{METER} --product-code $PRODUCT --timestamp $HOUR --usage-dimension queries --dry-run"),
        Line(f"{METER} --product-code $PRODUCT --timestamp 2020-01-01 --usage-dimension queries --no-dry-run"),
        Line(
            f"{METER} --profile buyer --product-code $PRODUCT --timestamp $HOUR --usage-dimension queries "
            "--usage-quantity 5 --usage-allocations 'AllocatedUsageQuantity=3,Tags=[{Key=a,Value=b}]' "
            "AllocatedUsageQuantity=2"
        ),
        Line(
            f"{METER} --profile buyer --product-code $PRODUCT --timestamp $SECONDS --usage-dimension rows_exported "
            "--usage-quantity-as-decimal 1.50 --output table",
            nightly=True,
        ),
        Line(f"{METER} --profile buyer --product-code $PRODUCT --timestamp $HOUR --usage-dimension duplicate-request"),
        Line(
            f"{METER} --profile buyer --product-code $CONCURRENT --timestamp $HOUR --usage-dimension api_calls "
            "--client-token same-token --usage-quantity 2 --output text",
            nightly=True,
        ),
        Line(f"{METER} --product-code p --timestamp 0 --usage-dimension d --usage-quantity abc"),
    ],
    "register-usage": [
        Line(f"{REGISTER} --product-code $PRODUCT --public-key-version 1 --query type(Signature)"),
        Line(f"{REGISTER} --product-code $PRODUCT --public-key-version 999"),
        Line(
            f"{REGISTER} --profile buyer --product-code $PRODUCT --public-key-version 1 --nonce a-start "
            "--query PublicKeyRotationTimestamp"
        ),
        Line(f"{REGISTER} --product-code platform-not-supported --public-key-version 1"),
        Line(f"{REGISTER} --product-code $PRODUCT", nightly=True),
    ],
    "get-entitlements": [
        Line(f"{ENTITLEMENTS} --product-code $PRODUCT"),
        Line(f"{ENTITLEMENTS} --product-code $PRODUCT --output table", nightly=True),
        Line(f"{ENTITLEMENTS} --product-code $PRODUCT --output text --profile wire", nightly=True),
        only_v2(f"{ENTITLEMENTS} --product-code $PRODUCT --output yaml", nightly=True),
        Line(f"{ENTITLEMENTS} --product-code $PRODUCT --filter CUSTOMER_IDENTIFIER=$CUSTOMER,other,DIMENSION=seats"),
        Line(
            f'{ENTITLEMENTS} --product-code $CONCURRENT --filter \'{{"LICENSE_ARN":["$OTHER_LICENSE"]}}\' --output text'
        ),
        Line(
            f"{ENTITLEMENTS} --product-code $PRODUCT --filter CUSTOMER_IDENTIFIER=a,CUSTOMER_AWS_ACCOUNT_ID=b",
            nightly=True,
        ),
        Line(f"{ENTITLEMENTS} --product-code $PRODUCT --max-items 1"),
        Line(f"{ENTITLEMENTS} --product-code $PRODUCT --max-items 1 --output text", nightly=True),
        Line(f"{ENTITLEMENTS} --product-code $PRODUCT --page-size 1 --query Entitlements[].Dimension --output text"),
        Line(f"{ENTITLEMENTS} --product-code $PRODUCT --starting-token nonsense"),
        Line(f"{ENTITLEMENTS} --product-code $PRODUCT --page-size 26", nightly=True),
        Line(f"{ENTITLEMENTS} --product-code $PRODUCT --max-results 1"),
        Line(f"{ENTITLEMENTS} --product-code nothing --no-paginate"),
        Line(f"{ENTITLEMENTS} --product-code x --max-items 3 --no-paginate", {"v1": V1_REFUSALS}),
        Line(f'{ENTITLEMENTS} --product-code x --filter \'{{"CUSTOMER_IDENTIFIER":"a"}}\''),
        Line(f"{ENTITLEMENTS} --product-code x --profile wrong-times", {"v1": V1_REFUSALS}),
    ],
}
