// Resolve a registration token with AWS Marketplace, and interpret the answer or the failure.
import { buffer } from "node:stream/consumers";
import { MarketplaceMeteringClient, ResolveCustomerCommand } from "@aws-sdk/client-marketplace-metering";

const failure = (status, text) => ({ status, text });
export const RETURN = failure(
  400,
  "This link is invalid or expired. Return to AWS Marketplace and choose “Set up your account” again.",
);
export const OTHER_PRODUCT = failure(
  400,
  "This purchase is of another product than the one registered here. Please contact support.",
);
export const TRY_AGAIN = failure(
  503,
  "AWS did not answer us just now. Your purchase is fine. Please try again in a moment.",
);
export const OUR_FAULT = failure(
  500,
  "Our registration is out of order. Your purchase is fine. Please contact support.",
);

const TOKEN_FAULTS = ["InvalidTokenException", "ExpiredTokenException", "ValidationException"];
const PASSING_FAULTS = ["ThrottlingException", "InternalServiceErrorException"];

const client = new MarketplaceMeteringClient({
  region: process.env.AWS_REGION ?? "us-east-1",
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 3000, throwOnRequestTimeout: true },
});

/** A failed registration, with the text for the buyer. */
export class NotRegistered extends Error {
  constructor({ status, text }, reason) {
    super(reason);
    Object.assign(this, { status, text });
  }
}

/** Ask AWS which customer the token belongs to; absent, null and empty members are null. */
export async function resolve(token) {
  const command = new ResolveCustomerCommand({ RegistrationToken: token });
  let agreement;
  // The SDK drops members that it does not know yet, but only AgreementId identifies an agreement before its license.
  const readAgreement = (next) => async (args) => {
    const result = await next(args);
    result.response.body = await buffer(result.response.body);
    if (result.response.statusCode === 200) agreement = JSON.parse(result.response.body)?.Metadata?.AgreementId;
    return result;
  };
  command.middlewareStack.add(readAgreement, { step: "deserialize", priority: "low" });
  let answer;
  try {
    answer = await client.send(command, { abortSignal: AbortSignal.timeout(9000) });
  } catch (error) {
    throw new NotRegistered(whoseFault(error), error.name);
  }
  const known = (value) => (typeof value === "string" && value !== "" ? value : null);
  const customer = {
    aws_account_id: known(answer.CustomerAWSAccountId),
    product_code: known(answer.ProductCode),
    license_arn: known(answer.LicenseArn),
    agreement_id: known(agreement),
    customer_identifier: known(answer.CustomerIdentifier),
  };
  if (!customer.aws_account_id || !customer.product_code) throw new NotRegistered(TRY_AGAIN, "malformed answer");
  return customer;
}

/** Decide whose fault an error is: the buyer's token, ours, or nobody's. */
function whoseFault(error) {
  const status = error.$response?.statusCode ?? error.$metadata?.httpStatusCode;
  if (error.name === "CredentialsProviderError") return OUR_FAULT;
  if (status === undefined || status < 400 || status === 429 || status >= 500) return TRY_AGAIN;
  if (PASSING_FAULTS.includes(error.name)) return TRY_AGAIN;
  // ExpiredTokenException is also AWS's code for our own expired credentials: "The security token …".
  const tokens = TOKEN_FAULTS.includes(error.name) && status === 400 && !error.message?.includes("security token");
  return tokens ? RETURN : OUR_FAULT;
}
