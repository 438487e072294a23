// One instance of a Lambda handler in Node: reads events, a line of JSON each, and writes what the handler returned.
// Run as `node lambda_instance.mjs FILE:HANDLER READ_FD WRITE_FD`.
import { createReadStream, writeSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [name, read, write] = process.argv.slice(2);
const at = name.lastIndexOf(":");
const [file, attribute] = [name.slice(0, at), name.slice(at + 1)];
const say = (message) => writeSync(Number(write), `${JSON.stringify(message)}\n`);

let handler;
try {
  const loaded = await import(pathToFileURL(resolve(file)));
  handler = loaded[attribute] ?? loaded.default?.[attribute];
  if (typeof handler !== "function") throw new TypeError(`${file} exports no function ${attribute}`);
} catch (error) {
  say({ error: `${error.name}: ${error.message}`.replace(/\s+/g, " ") });
  process.exit(1);
}
say({ ready: true });

const context = () => {
  const ends = Date.now() + 30_000;
  return {
    functionName: "subject",
    functionVersion: "$LATEST",
    memoryLimitInMB: "512",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:subject",
    awsRequestId: crypto.randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, ends - Date.now()),
  };
};

/** Call the handler in any of its styles: it returns a promise, or calls back. */
const call = (event) =>
  new Promise((done, fail) => {
    const returned = handler(event, context(), (error, result) => (error ? fail(error) : done(result)));
    if (typeof returned?.then === "function") returned.then(done, fail);
  });

for await (const line of createInterface({ input: createReadStream("", { fd: Number(read) }) })) {
  try {
    say({ returned: (await call(JSON.parse(line))) ?? null });
  } catch (error) {
    console.error(error);
    say({ error: `${error?.name ?? "Error"}: ${error?.message ?? error}`.replace(/\s+/g, " ") });
  }
}
process.exit(0);
