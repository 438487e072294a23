// Gets the entitlements that each argument asks for, in CBOR as AWS's .NET SDK does, and prints a line of JSON each.
// The endpoint, region and credentials come from the environment alone.
import {
  GetEntitlementsCommand,
  InvalidParameterException,
  MarketplaceEntitlementServiceClient,
} from "@aws-sdk/client-marketplace-entitlement-service";
import { AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";

const client = new MarketplaceEntitlementServiceClient({ maxAttempts: 1, protocol: AwsSmithyRpcV2CborProtocol });
for (const argument of process.argv.slice(2)) {
  try {
    const { $metadata, ...members } = await client.send(new GetEntitlementsCommand(JSON.parse(argument)));
    console.log(JSON.stringify({ members, requestId: $metadata.requestId }));
  } catch (error) {
    console.log(
      JSON.stringify({
        error: error.name,
        message: error.message,
        status: error.$metadata?.httpStatusCode,
        requestId: error.$metadata?.requestId,
        typed: error instanceof InvalidParameterException,
      }),
    );
  }
}
