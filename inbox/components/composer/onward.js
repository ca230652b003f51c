// A line of chips that goes on beyond its edges fades there; a press at its end brings the next ones,
// and after the last the first. Keys reach every chip without it.

import { icon } from "../shared/dom.js";

export function onward(line, end) {
  end.append(icon("next"));
  const look = () => {
    const rest = line.scrollWidth - line.clientWidth - line.scrollLeft;
    line.classList.toggle("before", line.scrollLeft > 1);
    line.classList.toggle("after", rest > 1);
    end.hidden = line.hidden || line.scrollWidth - line.clientWidth <= 1;
    end.classList.toggle("back", rest <= 1);
  };
  end.addEventListener("click", () => {
    const edge = line.getBoundingClientRect().right;
    const next = [...line.children].find((chip) => chip.getBoundingClientRect().right > edge);
    const to = end.classList.contains("back") ? line.firstElementChild : next;
    to?.scrollIntoView({ block: "nearest", inline: "start" });
  });
  line.addEventListener("focusin", ({ target }) =>
    target.scrollIntoView({ block: "nearest", inline: "nearest" }), // clear of what fades
  );
  line.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(line);
  return look;
}
