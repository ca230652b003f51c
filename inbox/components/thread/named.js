// Who a note names stands out in it, so that a name which reached nobody is told apart.

import { linked, theirs } from "../shared/dom.js";

const literal = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

export function named(parent, text, pieces) {
  if (!pieces?.length) return linked(parent, text);
  const longest = [...pieces].sort((a, b) => b.length - a.length).map(literal);
  const any = new RegExp(`(?<![\\p{L}\\p{N}])(${longest.join("|")})(?![\\p{L}\\p{N}])`, "u");
  text.split(any).forEach((part, at) => {
    if (at % 2) parent.append(theirs("span", "named", part));
    else linked(parent, part);
  });
  return undefined;
}
