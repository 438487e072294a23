"""What AWS's SDKs read of a program's environment to choose an endpoint, a Region, credentials or a proxy: one table.

`environment.variables` sets what the table says, `serve` prints it, and docs/environment.md is made from it. The names of the
endpoints of the services are not in the table, since they follow from AWS's models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SDKREF = "AWS SDKs and Tools Reference Guide"


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable, or several that are read alike.

    `set` gives every program `value`; `neutral` gives it only in place of another value, since without the variable the SDKs
    do the same; `left` keeps what the developer has, which leads nowhere else. `environment` works out a value in angle brackets.
    """

    names: tuple[str, ...]
    does: Literal["set", "neutral", "left"]
    value: str
    why: str
    source: str


def _row(names: str, does: Literal["set", "neutral", "left"], value: str, why: str, source: str) -> Setting:
    return Setting(tuple(names.split()), does, value, why, source)


KEY, SECRET, REGION, PROFILES = "<key>", "<secret>", "<region>", "<copy of the profiles>"
HOSTS, OPTIONS, SAME = "<hosts that need no proxy>", "<options without AWS>", "<as it is>"

TABLE = (
    _row(
        "AWS_ACCESS_KEY_ID",
        "set",
        KEY,
        "Credentials of the environment come before web identities, containers and EC2 in every SDK but .NET's.",
        f"{SDKREF}: Standardized credential providers",
    ),
    _row("AWS_SECRET_ACCESS_KEY", "set", SECRET, "It belongs to the access key.", f"{SDKREF}: AWS access keys"),
    _row(
        "AWS_REGION AWS_DEFAULT_REGION",
        "set",
        REGION,
        "boto3 reads the second name, the other SDKs the first; without a Region they ask EC2.",
        f"{SDKREF}: AWS Region; botocore configprovider.py; Go v2 config/env_config.go",
    ),
    _row(
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "set",
        "false",
        "With `true` the SDKs ask AWS itself, whatever AWS_ENDPOINT_URL_… says.",
        f"{SDKREF}: Service-specific endpoints",
    ),
    _row(
        "AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE",
        "set",
        PROFILES,
        "A copy of the developer's profiles with the emulator's credentials. Without it, SDK for JavaScript v3 prefers a "
        "profile to the environment, .NET does so for any default profile, and boto3 refuses a profile that is missing.",
        f"{SDKREF}: Shared config and credentials files; JS v3 credential-provider-node/defaultProvider; botocore session.py",
    ),
    _row(
        "AWS_EC2_METADATA_DISABLED",
        "set",
        "true",
        "No SDK asks 169.254.169.254 for credentials or a Region.",
        f"{SDKREF}: IMDS credential provider",
    ),
    _row(
        "AWS_USE_FIPS_ENDPOINT AWS_USE_DUALSTACK_ENDPOINT",
        "neutral",
        "false",
        "SDKs refuse FIPS and dual-stack endpoints together with an endpoint of one's own.",
        f"{SDKREF}: Dual-stack and FIPS endpoints; the services' endpoint rule sets",
    ),
    _row(
        "NO_PROXY no_proxy",
        "set",
        HOSTS,
        "Requests to this machine go directly, in addition to the hosts that are named already.",
        "botocore utils.py should_bypass_proxies; Python urllib.request; Go httpproxy; curl (PHP); .NET HttpClient; Java SDK v2 "
        "ProxyEnvironmentVariableConfigProvider",
    ),
    _row(
        "AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AMAZON_SESSION_TOKEN",
        "neutral",
        "",
        "A token of the developer's own session does not belong to the emulator's key, and is a secret.",
        "botocore credentials.py EnvProvider; JS v3 credential-provider-env; Ruby credential_provider_chain.rb",
    ),
    _row(
        "AWS_CREDENTIAL_EXPIRATION",
        "neutral",
        "",
        "boto3 and JS v3 renew credentials that have expired, and there is nothing to renew them from.",
        "botocore credentials.py EnvProvider; JS v3 credential-provider-env/fromEnv",
    ),
    _row(
        "AWS_DEFAULTS_MODE",
        "neutral",
        "legacy",
        "With `auto`, SDKs ask EC2 for the Region in which they run; `legacy` is every SDK's default.",
        f"{SDKREF}: Smart configuration defaults",
    ),
    _row(
        "AWS_CSM_ENABLED",
        "neutral",
        "false",
        "Client-side monitoring sends a datagram for each call to AWS_CSM_HOST.",
        "botocore configprovider.py and monitoring.py; PHP ClientSideMonitoring/ConfigurationProvider.php",
    ),
    _row(
        "AWS_ROLE_ARN AWS_WEB_IDENTITY_TOKEN_FILE",
        "neutral",
        "",
        ".NET asks STS for the role before it looks at the access key.",
        f"{SDKREF}: Assume role credential provider; .NET FallbackCredentialsFactory",
    ),
    _row(
        "JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS MAVEN_OPTS GRADLE_OPTS",
        "neutral",
        OPTIONS,
        "A Java system property such as -Daws.endpointUrl comes before the environment, and with -Dhttp.proxyHost the SDK asks "
        "the proxy for this machine too: the value is kept without -Daws.…, and with -Dhttp.nonProxyHosts.",
        f"{SDKREF}: Configuration precedence; Java SDK v2 SdkSystemSetting, ProxySystemSetting",
    ),
    _row(
        "AWS_PROFILE AWS_DEFAULT_PROFILE",
        "neutral",
        SAME,
        "The copy of the profiles has a profile of that name.",
        f"{SDKREF}: Shared config and credentials files; botocore configprovider.py; Go v2 config/env_config.go",
    ),
    _row(
        "AWS_ENDPOINT_URL",
        "left",
        "",
        "The endpoint of a service comes before the one for all services, which may be a stand-in for other services.",
        f"{SDKREF}: Service-specific endpoints",
    ),
    _row(
        "HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy",
        "left",
        "",
        "The program may need a proxy for other hosts; NO_PROXY keeps this machine out of it.",
        "AWS CLI User Guide: Using an HTTP proxy",
    ),
    _row(
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN "
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "left",
        "",
        "Credentials of the environment and of profiles come first.",
        f"{SDKREF}: Container credential provider",
    ),
    _row(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE AWS_EC2_METADATA_V1_DISABLED",
        "left",
        "",
        "EC2 is not asked.",
        f"{SDKREF}: IMDS credential provider",
    ),
    _row(
        "AWS_CREDENTIAL_FILE BOTO_CONFIG AWS_ACCESS_KEY AWS_SECRET_KEY AWS_ROLE_SESSION_NAME AWS_ACCOUNT_ID "
        "AWS_ACCOUNT_ID_ENDPOINT_MODE AWS_LOGIN_CACHE_DIRECTORY",
        "left",
        "",
        "Older names and details of credentials, which are read after the access key or say only whose it is.",
        "botocore credentials.py; Go v2 config/env_config.go; Ruby credential_provider_chain.rb",
    ),
    _row(
        "AWS_STS_REGIONAL_ENDPOINTS AWS_ENDPOINT_DISCOVERY_ENABLED AWS_AUTH_SCHEME_PREFERENCE AWS_DATA_PATH",
        "left",
        "",
        "None of them concerns these services, whose endpoints are given.",
        f"{SDKREF}: Settings reference; botocore configprovider.py and loaders.py",
    ),
    _row(
        "AWS_CA_BUNDLE NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE SSL_CERT_FILE",
        "left",
        "",
        "The emulator speaks plain HTTP, so that no certificate is checked.",
        f"{SDKREF}: General configuration settings; Node.js CLI documentation",
    ),
    _row(
        "AWS_MAX_ATTEMPTS AWS_RETRY_MODE AWS_SDK_UA_APP_ID AWS_REQUEST_CHECKSUM_CALCULATION AWS_RESPONSE_CHECKSUM_VALIDATION "
        "AWS_SDK_LOAD_CONFIG",
        "left",
        "",
        "They change how a request is made, not where it goes.",
        f"{SDKREF}: Retry behavior, Application ID, Data integrity protections",
    ),
)
