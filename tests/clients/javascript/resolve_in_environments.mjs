// Resolves a token with the AWS SDK for JavaScript v3 in each environment of a JSON list on stdin; prints a JSON list of outcomes.
import { readFileSync } from "node:fs";
import { MarketplaceMeteringClient, ResolveCustomerCommand } from "@aws-sdk/client-marketplace-metering";

const outcomes = [];
for (const environment of JSON.parse(readFileSync(0, "utf8"))) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  try {
    const client = new MarketplaceMeteringClient({});
    const answer = await client.send(new ResolveCustomerCommand({ RegistrationToken: "valid" }));
    outcomes.push(answer.CustomerAWSAccountId);
  } catch (error) {
    outcomes.push(`${error.name}: ${error.message}`);
  }
}
console.log(JSON.stringify(outcomes));
