// Only a click asks the browser; what it said stands beside the button.

import { play } from "../bell/ringing.js";

export default function ringing({ data, parentElement: root }) {
  const [hear, state, ask] = ["hear", "state", "ask"].map((name) => root.querySelector(`.${name}`));
  const draw = () => {
    const allowed = typeof Notification === "undefined" ? "missing" : Notification.permission;
    hear.textContent = data.words.hear;
    hear.hidden = !data.sound;
    ask.textContent = data.words.ask;
    ask.hidden = !data.desktop || allowed !== "default";
    state.textContent = data.desktop ? data.words[allowed] : "";
  };
  hear.onclick = () => play();
  ask.onclick = () => Notification.requestPermission().then(draw);
  draw();
}
