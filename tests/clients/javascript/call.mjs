// Makes each call of a JSON list on stdin with the AWS SDK for JavaScript v3; prints a JSON list of what it got.
// The endpoint, region and credentials come from the environment alone; `cbor` overrides the protocol of a client.
import { readFileSync } from "node:fs";
import { AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import * as entitlement from "@aws-sdk/client-marketplace-entitlement-service";
import * as metering from "@aws-sdk/client-marketplace-metering";

const packages = { metering, entitlement };
const clients = { metering: metering.MarketplaceMeteringClient, entitlement: entitlement.MarketplaceEntitlementServiceClient };
const calls = JSON.parse(readFileSync(0, "utf8"), (name, value) => (name === "Timestamp" ? new Date(value) : value));
const outcomes = [];
for (const { service = "metering", operation, input, pages, cbor, timeout = 60000 } of calls) {
  const sdk = packages[service];
  const client = new clients[service]({
    maxAttempts: 1,
    requestHandler: { requestTimeout: timeout, throwOnRequestTimeout: true },
    ...(cbor ? { protocol: AwsSmithyRpcV2CborProtocol } : {}),
  });
  try {
    if (pages) {
      const members = [];
      for await (const page of sdk[`paginate${operation}`]({ client, pageSize: pages }, input)) members.push(...page.Entitlements);
      outcomes.push({ members });
    } else {
      const { $metadata, ...members } = await client.send(new sdk[`${operation}Command`](input));
      outcomes.push({ members, requestId: $metadata.requestId });
    }
  } catch (error) {
    outcomes.push({
      error: error.name,
      message: error.message,
      status: error.$metadata?.httpStatusCode,
      requestId: error.$metadata?.requestId,
      typed: Boolean(sdk[error.name]) && error instanceof sdk[error.name],
    });
  }
}
console.log(JSON.stringify(outcomes));
