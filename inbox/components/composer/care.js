// Words of grief or illness: shown to the agent, who says whether somebody is treated with care.

import { button, el, theirs } from "../shared/dom.js";
import * as store from "../shared/store.js";

export function care(box, chip, { words, close }) {
  const said = el("p", "said");
  said.setAttribute("role", "alert");
  const ways = el("div", "kinds");
  const kinds = chip.why === "illness" ? ["illness", "grief"] : ["grief", "illness"];
  for (const why of kinds) {
    const set = button("button", words[`care_${why}`], async () => {
      set.disabled = true;
      const done = await tell(store.state.id, why);
      set.disabled = false;
      if (!done) return (said.textContent = words.noBeginning);
      close();
      store.refresh();
    });
    ways.append(set);
  }
  box.append(el("h2", "", chip.label));
  for (const one of chip.words) box.append(theirs("blockquote", "praise plain", one));
  box.append(el("p", "", words.careHow), said, ways);
}

async function tell(id, why) {
  try {
    const answer = await fetch(`/api/care/${id}`, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify({ why }),
    });
    if (answer.status === 401) store.signedOut();
    return answer.ok;
  } catch {
    return false;
  }
}
