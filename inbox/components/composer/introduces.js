// Whom the customer was connected to: the agent's own press puts it into the answer.

import { button, el, theirs } from "../shared/dom.js";

export function introduces(box, chip, desk) {
  const { words } = desk;
  box.append(el("h2", "", chip.label), theirs("p", "quiet", chip.decided), theirs("p", "", chip.said));
  const put = button("button primary", words.putIn, () => {
    box.hidePopover();
    if (desk.empty()) desk.begin(chip);
    else desk.insert(chip.said);
  });
  box.append(put);
}
