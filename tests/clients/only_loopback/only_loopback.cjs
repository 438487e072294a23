// Node.js loads this file by --require: it writes down and refuses whatever leads away from this machine.
const fs = require("node:fs");
const net = require("node:net");
const dns = require("node:dns");
const processes = require("node:child_process");
const written = process.env.LED_ELSEWHERE;
const here = ["127.0.0.1", "localhost", "::1"];

function refuse(host) {
  fs.appendFileSync(written, `${host}\n`);
  throw Object.assign(new Error(`led elsewhere: ${host}`), { code: "ECONNREFUSED" });
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  const host = options?.host ?? "localhost";
  if (!options?.path && !here.includes(host)) refuse(host);
  return connect.apply(this, given);
};
const lookup = dns.lookup;
dns.lookup = (host, ...rest) => (here.includes(host) ? lookup(host, ...rest) : refuse(host));
for (const name of ["exec", "execFile", "spawn"]) processes[name] = (command) => refuse(`the command ${command}`);
