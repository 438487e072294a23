// Resolves each token of the arguments with the AWS SDK for JavaScript v3 and prints what it got, a line of JSON each.
// The endpoint, region and credentials come from the environment alone.
import {
  ExpiredTokenException,
  InvalidTokenException,
  MarketplaceMeteringClient,
  ResolveCustomerCommand,
} from "@aws-sdk/client-marketplace-metering";

for (const argument of process.argv.slice(2)) {
  const token = JSON.parse(argument);
  const requestTimeout = token.RegistrationToken === "hang" ? 2000 : 60000;
  const client = new MarketplaceMeteringClient({ maxAttempts: 1, requestHandler: { requestTimeout, throwOnRequestTimeout: true } });
  try {
    const { $metadata, ...members } = await client.send(new ResolveCustomerCommand(token));
    console.log(JSON.stringify({ members, requestId: $metadata.requestId }));
  } catch (error) {
    console.log(
      JSON.stringify({
        error: error.name,
        message: error.message,
        status: error.$metadata?.httpStatusCode,
        requestId: error.$metadata?.requestId,
        typed: error instanceof ExpiredTokenException || error instanceof InvalidTokenException,
      }),
    );
  }
}
