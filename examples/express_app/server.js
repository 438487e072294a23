// A SaaS seller's side of AWS Marketplace in Express: fulfillment page, registration, sign-up, accounts.
import express from "express";
import * as accounts from "./accounts.js";
import { NotRegistered, OTHER_PRODUCT, OUR_FAULT, RETURN, resolve } from "./aws-marketplace.js";

const { PORT = "8000", PRODUCT_CODE, SUPPORT_EMAIL = "support@example.com", MARKETPLACE_EMULATOR_URL } = process.env;
if (!PRODUCT_CODE) throw new Error("PRODUCT_CODE is not set; expected the product codes sold here, comma-separated");
const FORM = '<form method="post">Name <input name="name"> E-mail <input name="email"> <button>Sign up</button></form>';

/** Write a page from fixed texts only, nothing that the browser sent; every page names a support contact. */
function page(response, text, status = 200, form = "") {
  const support = `<p>Questions? Write to ${SUPPORT_EMAIL}.</p>`;
  response.status(status).type("html").send(`<!doctype html><title>Your account</title><p>${text}</p>${form}${support}`);
}

const app = express();
app.disable("x-powered-by");
app.use(express.urlencoded({ extended: false }));
app.use((_request, response, next) => {
  response.set({ "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" });
  next();
});

app.get("/", (_request, response) =>
  page(response, "Choose “Set up your account” in AWS Marketplace, and you will come back here."),
);

app.post("/", async (request, response) => {
  const token = request.body?.["x-amzn-marketplace-token"]; // use only the token: a browser can forge the rest
  if (typeof token !== "string" || token === "") throw new NotRegistered(RETURN, "no token");
  const customer = await resolve(token);
  if (!PRODUCT_CODE.split(",").includes(customer.product_code)) throw new NotRegistered(OTHER_PRODUCT, "other product");
  response.redirect(303, `/signup/${accounts.store(customer)}`); // 303: the browser must not post the token again
});

app.all("/signup/:key", (request, response) => {
  const account = accounts.signingUp(request.params.key);
  const { name, email } = request.body ?? {};
  if (!account) return page(response, "There is no such page. Return to AWS Marketplace.", 404);
  if (name && email) accounts.signUp(account.id, String(name), String(email));
  else if (account.email === null)
    return page(response, "AWS Marketplace has confirmed your purchase. Who are you?", 200, FORM);
  return page(response, "You are all set: your account is ready.");
});

if (MARKETPLACE_EMULATOR_URL) app.get("/accounts", (_request, response) => response.json(accounts.all())); // tests only

app.use((_request, response) => page(response, "There is no such page. Return to AWS Marketplace.", 404));
app.use((error, _request, response, _next) => {
  console.error(`not registered: ${error.name}: ${error instanceof NotRegistered ? error.message : ""}`);
  page(response, error.text ?? OUR_FAULT.text, error.status ?? OUR_FAULT.status);
});

app.listen(Number(PORT), "127.0.0.1");
