// Many conversations offered to one colleague: a note for all of them, and who may give at once.

import { button, el, fill, theirs } from "../shared/dom.js";

const LONGEST = 4000;

// `picking` keeps what is typed until an act has begun: a press beside the panel shuts it.
export function offering(picking, agent, gives) {
  const { words } = picking;
  const form = el("form", "keep");
  const title = fill(words.bulkOffer, { agent: agent.name });
  const note = el("textarea");
  Object.assign(note, { rows: 3, maxLength: LONGEST, dir: "auto", value: picking.note });
  note.placeholder = note.ariaLabel = words.offerNote;
  note.addEventListener("input", () => (picking.note = note.value));
  note.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  const ask = Object.assign(el("button", "button primary", words.offerYes), { type: "submit" });
  const ways = el("div", "ways");
  const give = () => picking.ask({ verb: "assign", agent: agent.id });
  if (gives) ways.append(button("button", words.giveNow, give));
  ways.append(ask);
  form.append(theirs("strong", "", title), el("p", "quiet", words.bulkOfferHow), note, ways);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    picking.go({ verb: "offer", agent: agent.id, note: note.value });
  });
  return [title, form];
}
