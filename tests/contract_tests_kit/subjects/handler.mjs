// A Lambda handler in Node that calls AWS by plain HTTP, since the SDK may not be installed.
const accounts = [];
const page = (statusCode, text) => ({
  statusCode,
  headers: { "Content-Type": "text/html" },
  body: `<p>${text} Questions? support@example.com</p>`,
});

export const handler = async (event) => {
  const http = event.requestContext?.http;
  const [method, path] = http ? [http.method, event.rawPath] : [event.httpMethod, event.path];
  if (path === "/accounts") return { statusCode: 200, body: JSON.stringify(accounts) };
  if (method !== "POST") return page(200, "Come from AWS Marketplace.");
  const body = event.isBase64Encoded ? Buffer.from(event.body ?? "", "base64").toString() : (event.body ?? "");
  const token = new URLSearchParams(body).get("x-amzn-marketplace-token");
  if (!token) return page(400, "This link is invalid. Return to AWS Marketplace.");
  const answer = await fetch(process.env.AWS_ENDPOINT_URL_MARKETPLACE_METERING, {
    method: "POST",
    headers: {
      "X-Amz-Target": "AWSMPMeteringService.ResolveCustomer",
      "Content-Type": "application/x-amz-json-1.1",
      Authorization: `AWS4-HMAC-SHA256 Credential=${process.env.AWS_ACCESS_KEY_ID}/20260101/us-east-1/aws-marketplace/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
    },
    body: JSON.stringify({ RegistrationToken: token }),
  });
  if (!answer.ok) return page(400, "This link is invalid or expired. Return to AWS Marketplace.");
  const { CustomerAWSAccountId, ProductCode } = await answer.json();
  if (!process.env.PRODUCT_CODE.split(",").includes(ProductCode)) return page(400, "Another product. Sorry.");
  if (!accounts.includes(CustomerAWSAccountId)) accounts.push(CustomerAWSAccountId);
  return page(200, "Welcome aboard.");
};
