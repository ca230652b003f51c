// An answer that begins by a click: the server says with what, and it goes where nothing stands yet.

import * as store from "../shared/store.js";
import * as drafts from "./drafts.js";

const zone = () => encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");

export class Beginning {
  constructor(composer) {
    this.composer = composer;
  }

  // `about` is the promise that has changed, or the cause that is fixed; without one the
  // conversation is taken.
  async begin(about) {
    const { composer } = this;
    const { id, view } = store.state;
    if (!view || this.asking) return;
    this.asking = true;
    const { agent, team } = view.holder;
    const had = { agent: agent?.id ?? null, team: team?.id ?? null };
    const answer = await asked(...request(id, about, had));
    this.asking = false;
    if (!about) store.refresh();
    if (id === store.state.id) {
      store.show("thread");
      composer.noting.turn("reply", true);
    }
    if (answer.text) this.put(id, answer);
    else if (id === store.state.id) composer.notice(answer.why || composer.words.noBeginning, "bad");
  }

  // What stands there already stays, and is put before its agent.
  put(id, { text, caret, said }) {
    const { composer } = this;
    const here = drafts.draft(id);
    const stands = here.text.trim() || here.pictures.length || here.coming.length || here.sent;
    if (!stands) drafts.typed(id, text);
    if (id !== composer.id) return;
    if (stands) composer.notice(composer.words.draftStands, "calm");
    else composer.refill();
    if (!stands && said) composer.notice(said, "calm");
    composer.area.focus();
    const at = [...text].slice(0, caret).join("").length;
    if (!stands) composer.area.setSelectionRange(at, at);
  }
}

// Who comes from the page of promises to say that one is broken begins at once, once:
// `?c=…&tell=…`.
export function changed(id) {
  const asked = new URLSearchParams(location.search);
  const promise = Number(asked.get("tell"));
  const key = `tell-${id}-${promise}`;
  if (!promise || Number(asked.get("c")) !== id || sessionStorage.getItem(key)) return;
  sessionStorage.setItem(key, "begun");
  setTimeout(() => store.tell("begin", { promise }));
}

function request(id, about, had) {
  if (!about) return [`/api/take/${id}`, { had }];
  if (about.fixed) return [`/api/fixed/${id}`, { cause: about.fixed }];
  return [`/api/tell/${about.promise}`, { was: about.was }];
}

async function asked(path, body) {
  try {
    const answer = await fetch(`${path}?zone=${zone()}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.status === 401) store.signedOut();
    return answer.ok || answer.status === 409 ? await answer.json() : {};
  } catch {
    return {};
  }
}
