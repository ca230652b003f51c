// What the composer offers to the keys and to the palette.

import { offer } from "../shared/commands.js";
import * as store from "../shared/store.js";
import { takes } from "../shared/taking.js";

export function offers(composer) {
  const { root, form, area, noting, elsewhere } = composer;
  const shown = () => !form.hidden && !form.matches(".unsigned, .nothing");
  const writes = () => shown() && noting.mode === "reply" && area.value.trim();
  const press = (what) => ({
    act: () => form.querySelector(what).click(),
    can: () => shown() && noting.mode === "reply" && form.querySelector(`${what}:enabled:not([hidden])`),
  });
  const begins = (which) => ({
    act: () => composer.preview.begin(which),
    can: () => shown() && noting.mode === "reply" && composer.preview.answer?.openings?.[which],
  });
  const stands = (kind, one) => ({
    act: () => {
      turn("reply");
      composer.beside.reach(kind, one);
    },
    can: () => shown() && composer.beside.known(kind),
  });
  const turn = (mode) => {
    store.show("thread");
    noting.turn(mode, true);
  };
  return offer(root, {
    undo: { act: () => elsewhere.back(elsewhere.last().id), can: () => elsewhere.last(), at: () => elsewhere.last().at },
    reply: { act: () => turn("reply"), can: shown },
    takeTell: { act: () => store.tell("begin"), can: () => shown() && takes(store.state.view) },
    note: { act: () => turn("note"), can: () => !noting.switch.hidden },
    outside: { act: () => turn("outside"), can: () => !noting.switch.hidden },
    send: { act: () => composer.submit(null), can: writes },
    sendDone: { act: () => composer.submit(null, { then: "done" }), can: writes },
    sendLater: {
      act: () => composer.more.later(),
      can: () => writes() && form.querySelector(".more:enabled"),
      more: () => composer.more.leaves(),
    },
    introduce: begins("introduce"),
    askName: begins("ask"),
    makeGood: {
      ...stands("remedies"),
      more: () =>
        composer.beside
          .known("remedies")
          .remedies.map(({ remedy, name }) => ({ text: name, act: stands("remedies", remedy).act })),
    },
    sayChange: stands("causes"),
    sendMore: press(".more"),
    fact: press(".tool.facts"),
    picture: press(".tool.add"),
    promise: press(".tool.promised"),
  });
}
