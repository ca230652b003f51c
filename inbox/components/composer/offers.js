// What the composer offers to the keys and to the palette.

import { offer } from "../shared/commands.js";
import * as store from "../shared/store.js";

export function offers(composer) {
  const { root, form, area, noting } = composer;
  const shown = () => !form.hidden && !form.matches(".unsigned, .nothing");
  const writes = () => shown() && noting.mode === "reply" && area.value.trim();
  const press = (what) => ({
    act: () => form.querySelector(what).click(),
    can: () => shown() && noting.mode === "reply" && form.querySelector(`${what}:enabled:not([hidden])`),
  });
  const turn = (mode) => {
    store.show("thread");
    noting.turn(mode, true);
  };
  return offer(root, {
    reply: { act: () => turn("reply"), can: shown },
    note: { act: () => turn("note"), can: () => !noting.switch.hidden },
    send: { act: () => composer.submit(null), can: writes },
    sendDone: { act: () => composer.submit(null, { then: "done" }), can: writes },
    sendLater: {
      act: () => composer.more.later(),
      can: () => writes() && form.querySelector(".more:enabled"),
      more: () => composer.more.leaves(),
    },
    sendMore: press(".more"),
    fact: press(".tool.facts"),
    picture: press(".tool.add"),
  });
}
