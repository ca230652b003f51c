// What a filter, a tag box or a bar offers: asked for when it is opened, never by a clock.

import { signedOut } from "./store.js";

const EMPTY = { platforms: [], accounts: [], kinds: [], tags: [], agents: [], teams: [], languages: [], me: null };

export async function choices() {
  try {
    const answer = await fetch("/api/choices", { headers: { Accept: "application/json" } });
    if (answer.status === 401) signedOut();
    return answer.ok ? { ...EMPTY, ...(await answer.json()) } : EMPTY;
  } catch {
    return EMPTY;
  }
}
