import * as z from "zod";
import { type Host, Stop } from "./host.ts";

const Login = z.union([
  z.looseObject({ loggedIn: z.literal(false) }),
  z.looseObject({
    loggedIn: z.literal(true),
    accounts: z.array(z.looseObject({ id: z.string(), name: z.string() })).default([]),
  }),
]);

/** Checks that wrangler acts for one account, and says which. @throws Stop that says how to log in or to choose */
export async function checkLogin({ wrangler, env, say }: Host): Promise<void> {
  const { stdout } = await wrangler(["whoami", "--json"]);
  const login = Login.safeParse(jsonIn(stdout)).data;
  if (!login?.loggedIn)
    throw new Stop(
      "wrangler is not logged in: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN",
    );
  const chosen = env["CLOUDFLARE_ACCOUNT_ID"];
  if (chosen === undefined && login.accounts.length > 1) {
    const list = login.accounts.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
    throw new Stop(`this login has several accounts: set CLOUDFLARE_ACCOUNT_ID to one of\n${list}`);
  }
  const account = login.accounts.find(({ id }) => id === chosen) ?? login.accounts[0];
  say(`account: ${account?.name ?? chosen ?? "the one of the API token"}`);
}

/** The JSON object in what a command printed; null where there is none. */
function jsonIn(printed: string): unknown {
  try {
    return JSON.parse(printed.slice(printed.indexOf("{")));
  } catch {
    return null;
  }
}
