// Praise beside an answer: for whom it is, passed on by one press, and only then said to have been.

import { button, el, fill, theirs } from "../shared/dom.js";
import * as store from "../shared/store.js";

export function praise(box, chip, desk) {
  box.append(el("h2", "", chip.label), theirs("blockquote", "praise", chip.words));
  (chip.told ? told : asked)(box, chip, desk);
}

function told(box, chip, { words, insert, close }) {
  box.append(el("p", "", fill(words.praiseTold, { names: chip.told.join(", ") })));
  for (const one of chip.inPerson || []) box.append(theirs("p", "say", one));
  if (!chip.say) return;
  const say = button("button", words.praiseSay, () => {
    close();
    insert(chip.say);
  });
  box.append(theirs("p", "say", chip.say), say);
}

// Who is named, or has answered before, is chosen already and stands on top.
function asked(box, chip, { words, close }) {
  const here = new Set(chip.whom);
  const colleagues = [...(store.state.view?.hands?.agents || [])];
  colleagues.sort((one, other) => here.has(other.id) - here.has(one.id));
  const list = el("fieldset", "whom");
  list.append(el("legend", "", words.praiseWhom), ...colleagues.map((one) => choice(one, here.has(one.id))));
  const other = elsewhere(words);
  const said = el("p", "said");
  said.setAttribute("role", "alert");
  const give = button("button primary", words.praiseGive, async () => {
    const to = [...list.querySelectorAll(":checked")].map((one) => Number(one.value));
    give.disabled = true;
    const answer = await deliver(chip.message, to, other.given());
    give.disabled = false;
    if (!answer?.ok) return (said.textContent = answer?.text || words.noBeginning);
    close();
    store.refresh();
  });
  box.append(list, other.part, said, give);
}

// Somebody who has no login here was told by one of us: who, and by whom.
function elsewhere(words) {
  const part = el("details", "elsewhere");
  const name = Object.assign(el("input"), { type: "text", maxLength: 60, dir: "auto" });
  name.placeholder = words.praiseName;
  name.ariaLabel = words.praiseOther;
  const { agents, me } = store.state.view?.hands || { agents: [] };
  const by = el("select");
  by.append(new Option(words.praiseNobody, ""));
  for (const one of agents) by.append(new Option(one.id === me ? words.praiseMe : one.name, one.id));
  const line = el("label", "", words.praiseBy);
  line.append(by);
  part.append(el("summary", "", words.praiseOther), name, line);
  const given = () => (name.value.trim() ? { name: name.value, by: Number(by.value) || null } : null);
  return { part, given };
}

function choice({ id, name }, chosen) {
  const [line, field] = [el("label"), el("input")];
  Object.assign(field, { type: "checkbox", value: id, checked: chosen });
  line.append(field, theirs("bdi", "", name));
  return line;
}

async function deliver(message, to, told) {
  try {
    const answer = await fetch(`/api/praise/${message}`, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify({ to, told }),
    });
    if (answer.status === 401) store.signedOut();
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
