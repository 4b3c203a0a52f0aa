// Registers a deal and reads it back, knowing nothing of Tandem but its description.
// Usage: node trial.js ADDRESS TOKEN PRODUCT-ID
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[]; exitCode: number };

const [address = "", token = "", productId = ""] = process.argv.slice(2);
const tandem = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });

const made = await tandem.POST("/api/v1/registrations", {
  params: { header: { "Idempotency-Key": "trial-1" } },
  body: {
    customerName: "Generated Client Works",
    contactName: "Kim Example",
    contactEmail: "kim@example.org",
    lines: [{ productId, quantity: 3 }],
    amount: 12000,
    closeDate: "2026-06-30",
    description: "Registered by a generated client.",
  },
});
if (made.error) throw new Error(JSON.stringify(made.error));

const mine = await tandem.GET("/api/v1/deals", { params: { query: { limit: 10 } } });
if (mine.error) throw new Error(JSON.stringify(mine.error));

const refused = await tandem.POST("/api/v1/registrations", { body: { customerName: "" } });

console.log(JSON.stringify({
  made: made.data.reference,
  listed: mine.data.items.map(deal => deal.reference),
  amount: mine.data.items[0]?.amount,
  refused: refused.error?.status,
}));
