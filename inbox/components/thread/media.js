// What hangs on a message: pictures and films as thumbnails, the rest in a line. All from our house.

import { button, el, icon, link, safe, theirs } from "../shared/dom.js";

// A list of what hangs there; `open` shows a picture or film large.
export function media(items, words, open) {
  const list = el("div", "media");
  const seen = items.filter((item) => ["image", "film"].includes(item.shape)).length;
  list.classList.toggle("many", seen > 1);
  for (const item of items) list.append((MADE[item.shape] || named)(item, words, open));
  return list;
}

// Every picture and film of a conversation, to go on from one to the next.
export function pictured({ entries, label }) {
  const seen = entries.flatMap((entry) =>
    [entry, entry.quote].filter(Boolean).flatMap(({ media, author, at }) =>
      media.map((one) => ({ ...one, author, at, label })),
    ),
  );
  return seen.filter((one) => ["image", "film"].includes(one.shape));
}

const MADE = { image: thumb, film: thumb, sticker, sound, file };

function thumb(item, words, open) {
  const made = button("thumb", undefined, () => open(item));
  Object.assign(made.dataset, { src: item.src, hold: item.src });
  made.title = item.alt || "";
  const film = item.shape === "film";
  const shown = film ? still(item) : picture(item);
  const fails = () => (film ? shown.remove() : made.replaceWith(lost(item, words)));
  shown.addEventListener("error", fails, { once: true });
  made.append(shown);
  if (film) {
    made.setAttribute("aria-label", item.alt ? `${item.what}: ${item.alt}` : item.what);
    made.append(badge(item));
  }
  return made;
}

function picture(item) {
  const made = el("img");
  made.loading = "lazy";
  made.decoding = "async";
  made.alt = item.alt ? `${item.what}: ${item.alt}` : item.what;
  made.src = item.src;
  return made;
}

// The first moment of a film; what plays it is the viewer.
function still(item) {
  const made = el("video");
  Object.assign(made, { muted: true, preload: "metadata", playsInline: true, tabIndex: -1 });
  made.src = `${item.src}#t=0.1`;
  return made;
}

function badge(item) {
  const made = el("span", "badge");
  made.append(icon("play"), el("span", "", item.loops ? item.what : ""));
  return made;
}

function sticker(item, words) {
  const made = picture(item);
  made.className = "sticker";
  made.addEventListener("error", () => made.replaceWith(lost(item, words)), { once: true });
  return made;
}

function sound(item) {
  const made = el("audio", "sound");
  Object.assign(made, { controls: true, preload: "none" });
  made.setAttribute("aria-label", item.alt ? `${item.what}: ${item.alt}` : item.what);
  made.src = item.src;
  return made;
}

function file(item, words) {
  const made = el("a", "medium");
  made.href = item.src;
  made.download = "";
  made.append(icon("file"), said(item), el("i", "", item.size), icon("save", words.save));
  return made;
}

// What is not here: being fetched, refused with the reason, or an address to follow.
function named(item) {
  const url = safe(item.url);
  const follow = url && item.shape !== "coming";
  const made = follow ? link("medium", "", url) : el("span", "medium");
  made.classList.add(item.shape || "named");
  made.append(icon(item.shape === "link" ? "out" : "photo"), said(item));
  if (item.said) made.append(el("i", "", item.said));
  if (follow) made.append(el("i", "host", url.host));
  return made;
}

function said(item) {
  const made = el("span", "named");
  made.append(el("b", "", item.what));
  if (item.alt) made.append(" ", theirs("bdi", "", item.alt));
  return made;
}

// A file that is gone from our shelf is fetched again: the next look finds it.
function lost(item, words) {
  return named({ ...item, shape: "coming", said: words.lostFile });
}
