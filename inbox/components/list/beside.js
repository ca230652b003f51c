// What a row shows beside its preview: signs of heat; that somebody could use a hand; of colleagues that it is offered, that one is
// named, and who is there.

import { el, fill, icon, theirs } from "../shared/dom.js";

export function beside(row, words) {
  const made = [];
  if (row.heat) made.push(sign("heat", icon("heat"), row.heat));
  if (row.need) made.push(sign("need", icon("tell"), row.need));
  if (row.named) made.push(sign("named", "@", words.named));
  if (row.offer) {
    const said = fill(words[row.offer], { agent: row.offeredTo });
    made.push(sign(`offer ${row.offer}`, icon("hand"), said));
  }
  if (row.others?.length) made.push(here(row.others, words));
  return made;
}

function sign(name, inside, said) {
  const made = el("span", `sign ${name}`);
  made.setAttribute("role", "img");
  made.title = made.ariaLabel = said;
  made.append(inside);
  return made;
}

// A dot and a name; whoever writes goes first, for nobody else should.
function here(others, words) {
  const [first] = [...others].sort((a, b) => b.writing - a.writing);
  const made = el("span", "there");
  const names = others.map(({ name }) => name).join(", ");
  made.title = fill(first.writing ? words.writes : words.reads, { agent: names });
  const more = others.length > 1 ? ` +${others.length - 1}` : "";
  made.append(theirs("bdi", "", first.name.split(/\s/u)[0]), more);
  return made;
}
