// Reads {"messages": [...], "host": "127.0.0.1:4443"} and prints what each library says of each message: null, or why not.
import { readFileSync } from "node:fs";
import https from "node:https";
import SnsPayloadValidator from "sns-payload-validator";
import SnsValidator from "sns-validator";

const { messages, host } = JSON.parse(readFileSync(0, "utf8"));
const [address, port] = host.split(":");

// sns-validator takes the port of the emulator if its host pattern is told to.
const validator = new SnsValidator(new RegExp(`^${host.replaceAll(".", "\\.")}$`));
const bySnsValidator = (message) => new Promise((resolve) => validator.validate({ ...message }, (why) => resolve(why?.message ?? null)));

// sns-payload-validator takes AWS's host alone; its agent leads there.
class ToTheEmulator extends https.Agent {
  createConnection(options, callback) {
    return super.createConnection({ ...options, host: address, port }, callback);
  }
}
const payloads = new SnsPayloadValidator({ requestAgent: new ToTheEmulator() });
const bySnsPayloadValidator = (message) =>
  payloads.validate({ ...message }).then(
    () => null,
    (why) => why.message,
  );

const said = [];
for (const message of messages) {
  const validate = message.SigningCertURL.includes(host) ? bySnsValidator : bySnsPayloadValidator;
  said.push(await validate(message));
}
console.log(JSON.stringify(said));
