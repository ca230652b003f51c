// Draws what customers see. Whatever somebody wrote goes in as text, never as markup.

import { ago, exactly, t } from "./words.js";

const HUES = [12, 38, 92, 148, 176, 204, 248, 286, 322];

export function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) node.append(child);
  return node;
}

export function initials(name) {
  const parts = String(name || "?").trim().split(/\s+/);
  const last = parts.length > 1 ? parts[parts.length - 1][0] : "";
  return ((parts[0] || "?")[0] + last).toUpperCase();
}

export function dress(node, name, ours) {
  let sum = 0;
  for (const sign of String(name)) sum = (sum * 31 + sign.codePointAt(0)) % 997;
  node.textContent = ours ? "L" : initials(name);
  node.className = ours ? "face ours" : `face hue${HUES.indexOf(HUES[sum % HUES.length])}`;
  return node;
}

const face = (one) => dress(make("span", { "aria-hidden": "true" }), one.author, one.ours);

function when(one) {
  const time = new Date(one.created_at.replace("+0000", "Z"));
  return make("time", { datetime: time.toISOString(), title: exactly(time), "data-at": time.getTime() }, ago(time));
}

function photos(one) {
  const found = Array.isArray(one.media) ? one.media.map((m) => [m.alt_text || "", m.url, m.type]) : one.photo ? [["", one.photo]] : [];
  if (one.sticker) found.push([t("sticker")]);
  return found.map(([alt, url, type]) => {
    const what = type && type !== "photo" ? t("film_of") : t("photo_of");
    const ours = url?.startsWith("/");
    return make("figure", { class: ours ? "photo seen" : "photo" },
      ours ? make("img", { src: url, alt, loading: "lazy" }) : make("span", { "aria-hidden": "true" }, "▨"),
      make("figcaption", {}, alt ? `${what}: ${alt}` : what));
  });
}

function head(one) {
  return make("div", { class: "head" },
    make("b", {}, one.author ?? "?"),
    one.ours ? make("span", { class: "badge" }, "post" in one ? t("page") : t("us")) : null,
    one.handle ? make("span", { class: "handle" }, `@${one.handle}`) : null,
    quiet(one.kind === "review", t(one.recommends ? "as_recommends" : "as_warns")),
    quiet(one.tags, t("as_tag")),
    quiet(one.hidden, t("hidden")),
    quiet(one.liked, t("liked")),
    when(one));
}

function quiet(holds, label) {
  return holds ? make("span", { class: "mark-quiet" }, label) : null;
}

function doings(one, label, act, own) {
  return make("div", { class: "doings" }, answerButton(one, label, act),
    own.is(one) && own.edit ? answerButton(one, t("edit"), own.edit) : null,
    own.is(one) ? answerButton(one, t("remove"), own.remove) : null);
}

function answerButton(one, label, act) {
  return make("button", { class: "answer", type: "button", onclick: () => act(one) }, label);
}

function tree(messages, keyOf) {
  const below = new Map();
  for (const one of messages) {
    const key = keyOf(one);
    if (!below.has(key)) below.set(key, []);
    below.get(key).push(one);
  }
  return below;
}

const newest = (list) => Math.max(...list.map((one) => Date.parse(one.created_at.replace("+0000", "Z"))));

// X: a flat river of threads; the liveliest thread on top

export function drawX(messages, act, own) {
  const posts = messages.filter((one) => one.kind === "post");
  const threads = [...tree(posts, (one) => one.thread).values()];
  threads.sort((a, b) => newest(b) - newest(a));
  return threads.map((thread) => make("article", { class: "river" }, thread.map((one, place) =>
    make("div", { class: `post${place ? " below" : ""}${one.ours ? " us" : ""}`, "data-id": one.id },
      make("div", { class: "line" }, face(one)),
      make("div", { class: "body" }, head(one), make("p", { class: "text", dir: "auto" }, one.text), photos(one),
        doings(one, t("answer"), act, own))))));
}

// Facebook, Instagram: cards with bubbles below

export function drawCards(messages, act, own) {
  const seen = messages.filter((one) => one.kind !== "message" && (!one.hidden || own.is(one)));
  const below = tree(seen.filter((one) => one.kind === "comment"), (one) => one.parent);
  const posts = seen.filter((one) => one.kind !== "comment");
  const all = (one) => [one, ...(below.get(one.id) ?? []).flatMap(all)];
  posts.sort((a, b) => newest(all(b)) - newest(all(a)));
  const bubble = (one) => make("div", { class: `comment${one.ours ? " us" : ""}`, "data-id": one.id },
    face(one),
    make("div", { class: "body" },
      make("div", { class: "bubble" }, head(one), make("p", { class: "text", dir: "auto" }, one.text), photos(one)),
      doings(one, t("answer"), act, own),
      (below.get(one.id) ?? []).map(bubble)));
  return posts.map((post) => make("article", { class: `paper${post.ours ? " us" : ""}`, "data-id": post.id },
    make("div", { class: "papertop" }, face(post), head(post)),
    make("p", { class: "text", dir: "auto" }, post.text), photos(post),
    make("div", { class: "bar" }, doings(post, t("comment"), act, own)),
    make("div", { class: "comments" }, (below.get(post.id) ?? []).map(bubble))));
}

// private chats, as one customer sees them

export function drawChat(messages, mine) {
  return messages.filter(mine).map((one) =>
    make("div", { class: `said-there${one.ours ? " us" : " me"}`, "data-id": one.id },
      one.ours ? face(one) : null,
      make("div", { class: "balloon" }, make("p", { class: "text", dir: "auto" }, one.text), photos(one), when(one))));
}

export function refreshTimes(root) {
  for (const node of root.querySelectorAll("time[data-at]")) node.textContent = ago(Number(node.dataset.at));
}
