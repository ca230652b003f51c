// What the person offers to the keys and to the palette: the buttons of the pane, by their names.

import { offer } from "../shared/commands.js";
import * as store from "../shared/store.js";

export function offers(pane) {
  const { root } = pane;
  const known = () => store.state.view?.person;
  const find = (what) => known() && root.querySelector(what);
  const shown = (act) => () => {
    store.show("person"); // where one pane is shown at a time, a dialog of a hidden one would be too
    act();
  };
  const press = (name) => {
    const button = `[data-hold="${name}"]:enabled`;
    return { act: shown(() => find(button).click()), can: () => find(button) };
  };
  const write = () => {
    const begun = find("form.writing");
    if (begun) begun.elements.name.focus();
    else find('[data-hold="edit"]').click();
  };
  return offer(root, {
    person: { act: shown(() => pane.place.focus()), can: known },
    briefing: { act: () => pane.brief(), can: () => store.state.view?.briefing?.length },
    edit: { act: shown(write), can: known },
    join: press("join"),
    part: press("part"),
    block: press("block"),
    lift: press("lift"),
  });
}
