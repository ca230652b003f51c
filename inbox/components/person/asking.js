// Asking the server about a person; whoever changed something shows the answer at once.

import * as store from "../shared/store.js";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

// Returns what was told and whether it was done; {} where nobody answered.
export async function ask(id, method, path, body, values = {}) {
  const query = new URLSearchParams({ zone, ...values });
  try {
    const answer = await fetch(`/api/person/${id}${path}?${query}`, {
      method,
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status === 401) store.signedOut();
    if (!answer.ok && answer.status !== 422) return { done: false };
    const told = await answer.json();
    if (told.person) show(id, told.person);
    return { ...told, done: answer.ok };
  } catch {
    return { done: false };
  }
}

function show(id, person) {
  if (id !== store.state.id || !store.state.view) return;
  store.state.view.person = person;
  store.tell("view", store.state.view);
  store.refresh();
}
