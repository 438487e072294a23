// The accounts of this seller's buyers, in SQLite: find the account of a returning buyer, and store sign-ups.
import { randomBytes } from "node:crypto";
import Database from "libsql";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS accounts (
    id INTEGER PRIMARY KEY, created_at TEXT NOT NULL DEFAULT (datetime('now')), aws_account_id TEXT NOT NULL,
    product_code TEXT NOT NULL, license_arn TEXT, agreement_id TEXT, customer_identifier TEXT, name TEXT, email TEXT);
CREATE TABLE IF NOT EXISTS signups (
    id TEXT PRIMARY KEY, created_at TEXT NOT NULL DEFAULT (datetime('now')), account_id INTEGER NOT NULL);`;
const KEYS = ["license_arn", "agreement_id", "customer_identifier"];

const db = new Database(process.env.DATABASE ?? "accounts.db", { timeout: 5000 });
db.exec(SCHEMA);

/** Choose the customer's account among those of the same AWS account and product. */
function find(rows, customer) {
  for (const key of KEYS) {
    const same = rows.find((row) => row[key] !== null && row[key] === customer[key]);
    if (same) return same;
  }
  // An account that was stored before its license was known matches, unless it belongs to another agreement.
  const open = (row) => row.agreement_id === null || customer.agreement_id === null;
  return rows.find((row) => row.license_arn === null && open(row));
}

/** Find or create the customer's account, and create a key for its sign-up, all in one transaction. */
const storeNow = db.transaction((customer) => {
  const rows = db
    .prepare("SELECT * FROM accounts WHERE aws_account_id = ? AND product_code = ? ORDER BY id")
    .all(customer.aws_account_id, customer.product_code);
  const account =
    find(rows, customer)?.id ??
    db
      .prepare("INSERT INTO accounts (aws_account_id, product_code) VALUES (?, ?)")
      .run(customer.aws_account_id, customer.product_code).lastInsertRowid;
  for (const key of KEYS.filter((key) => customer[key] !== null))
    db.prepare(`UPDATE accounts SET ${key} = ? WHERE id = ?`).run(customer[key], account);
  const signup = randomBytes(32).toString("base64url"); // says nothing about the customer; nobody can guess it
  db.prepare("INSERT INTO signups (id, account_id) VALUES (?, ?)").run(signup, account);
  return signup;
});
export const store = (customer) => storeNow.immediate(customer);

/** List all accounts. */
export const all = () => db.prepare("SELECT * FROM accounts ORDER BY id").all();

/** Find the account of a sign-up key that is at most an hour old. */
export const signingUp = (key) =>
  db
    .prepare(
      `SELECT accounts.id, email FROM signups JOIN accounts ON accounts.id = account_id
       WHERE signups.id = ? AND signups.created_at > datetime('now', '-1 hour')`,
    )
    .all(key)[0];

/** Store the name and e-mail address of the first sign-up; ignore later ones. */
export const signUp = (account, name, email) =>
  db.prepare("UPDATE accounts SET name = ?, email = ? WHERE id = ? AND email IS NULL").run(name, email, account);
