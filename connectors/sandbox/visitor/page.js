// The visitor's page: write as a customer, see what the town sees, throw switches.

import { drawCards, drawChat, drawX, dress, make, refreshTimes } from "./view.js";
import { t, translate } from "./words.js";

const $ = (id) => document.getElementById(id);
const PLACES = {
  x: { platform: "x", empty: "empty_public", hint: "ph_x" },
  dm: { platform: "x", empty: "empty_private", hint: "ph_dm", chat: true },
  facebook: { platform: "facebook", empty: "empty_public", hint: "ph_facebook" },
  messenger: { platform: "facebook", empty: "empty_private", hint: "ph_dm", chat: true },
  instagram: { platform: "instagram", empty: "empty_public", hint: "ph_instagram" },
  letters: { platform: "instagram", empty: "empty_private", hint: "ph_dm", chat: true },
};
const PLATFORMS = ["x", "facebook", "instagram"];
const SUMMONS = "@lindenau_hilft ";
const SAMPLE = "https://photos.example/lindenau/zaehler.jpg";
const STICKER = "https://photos.example/lindenau/daumen.png";
const state = { place: "x", target: null, editing: null, truth: { x: [], facebook: [], instagram: [] }, drawn: "" };

async function call(method, path, given) {
  const answer = await fetch(`/control${path}`, {
    method,
    headers: given ? { "content-type": "application/json" } : {},
    body: given ? JSON.stringify(given) : undefined,
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error || answer.status);
  return body;
}

// who writes

const slug = (name) => name.normalize("NFKD").replace(/ß/g, "ss").replace(/[^\w ]/g, "").trim()
  .toLowerCase().replace(/\s+/g, "_").slice(0, 15) || "erika_m";

function me() {
  const name = $("name").value.trim() || "Erika Musterfrau";
  return { name, handle: $("handle").value.trim().replace(/^@/, "") || slug(name) };
}

function become(name, handle) {
  const theirs = (one) => one.author === name && !one.ours;
  const known = state.truth.x.find(theirs)?.handle || state.truth.instagram.find(theirs)?.author;
  $("name").value = name;
  $("handle").value = handle || known || slug(name);
  localStorage.setItem("lindenau.me", JSON.stringify(me()));
  dress($("my-face"), me().name, false);
  offerPeople();
  show(true);
}

function offerPeople() {
  const names = new Set();
  for (const one of Object.values(state.truth).flat()) {
    if (!one.ours && one.author) names.add(one.author);
  }
  const list = $("people");
  if (list.childElementCount !== names.size + 1 && document.activeElement !== list) {
    const known = [...names].sort((a, b) => a.localeCompare(b));
    list.replaceChildren(make("option", { value: "" }, t("new_person")),
      ...known.map((name) => make("option", { value: name }, name)));
  }
  list.value = names.has(me().name) ? me().name : "";
  const mine = state.truth.x.find((one) => one.handle?.toLowerCase() === me().handle.toLowerCase());
  if (mine) $("locked").checked = mine.locked;
}

// what is seen

function drawn() {
  const { name, handle } = me();
  const { x, facebook, instagram } = state.truth;
  const same = (one) => !one.ours && (one.handle ? one.handle.toLowerCase() === handle.toLowerCase() : one.author === name);
  const mine = { is: same, edit: rewrite, remove };
  const there = { is: (one) => !one.ours && one.author === handle, remove };
  if (state.place === "x") return drawX(x, aim, mine);
  if (state.place === "facebook") return drawCards(facebook, aim, mine);
  if (state.place === "instagram") return drawCards(instagram, aim, there);
  if (state.place === "letters") {
    return drawChat(instagram, (one) => one.kind === "message" && one.person === handle);
  }
  if (state.place === "messenger") {
    return drawChat(facebook, (one) => one.kind === "message" && one.person === name);
  }
  const own = x.find((one) => one.handle?.toLowerCase() === handle.toLowerCase())?.author_id;
  return drawChat(x, (one) => one.kind === "dm" && own && one.thread.split("-").includes(own));
}

function show(force = false) {
  const place = PLACES[state.place];
  const key = JSON.stringify([state.place, me(), state.truth[place.platform]]);
  if (!force && key === state.drawn) return refreshTimes($("shown"));
  state.drawn = key;
  const box = $("shown");
  const old = new Set([...box.querySelectorAll("[data-id]")].map((node) => node.dataset.id));
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  const nodes = drawn();
  const kept = box.scrollTop;
  box.replaceChildren(...(nodes.length ? nodes : [make("p", { class: "nothing" }, t(place.empty))]));
  if (old.size) {
    for (const node of box.querySelectorAll("[data-id]")) {
      if (!old.has(node.dataset.id)) node.classList.add("new");
    }
  }
  box.scrollTop = place.chat && (force || atEnd) ? box.scrollHeight : kept;
}

function go(name) {
  state.place = name in PLACES ? name : "x";
  const place = PLACES[state.place];
  for (const tab of document.querySelectorAll("[role=tab]")) {
    tab.setAttribute("aria-selected", String(tab.dataset.place === state.place));
    tab.tabIndex = tab.dataset.place === state.place ? 0 : -1;
  }
  $("stage").dataset.platform = place.platform;
  $("stage").dataset.chat = String(Boolean(place.chat));
  $("place").textContent = t(`place_${state.place}`);
  $("about").textContent = t(`about_${state.place}`, { name: me().name });
  $("imitation").textContent = t(`imitation_${place.platform}`);
  history.replaceState(null, "", `${location.search}#${state.place}`);
  aim(null);
  $("shown").scrollTop = 0;
  show(true);
}

function aim(one) {
  const place = PLACES[state.place];
  state.target = one;
  state.editing = null;
  $("answering").hidden = !one;
  $("as").hidden = state.place !== "facebook" || Boolean(one);
  $("sticker-pill").hidden = !["facebook", "messenger"].includes(state.place);
  $("answering").firstElementChild.textContent = one ? t("answering", { name: one.author }) : "";
  $("text").placeholder = t(one ? "ph_comment" : place.hint);
  if (!$("text").value.trim() || $("text").value === SUMMONS) {
    $("text").value = ["x", "instagram"].includes(state.place) && !one ? SUMMONS : "";
  }
  if (one) {
    $("text").focus();
    $("composer").scrollIntoView({ block: "nearest", behavior: "smooth" });
  }
}

function rewrite(one) {
  aim(one);
  state.editing = one;
  $("answering").firstElementChild.textContent = t("editing");
  $("text").value = one.text;
}

async function remove(one) {
  if (!confirm(t("sure"))) return;
  await call("POST", `/${PLACES[state.place].platform}/delete`, { id: one.id });
  await look();
}

// writing

function onFacebook(given) {
  const as = $("as").value;
  if (as === "tag") return call("POST", "/facebook/tag", given);
  if (as === "post") return call("POST", "/facebook/post", given);
  return call("POST", "/facebook/review", { ...given, recommends: as === "recommends" });
}

function onInstagram(given, above) {
  if (state.place === "letters") return call("POST", "/instagram/message", given);
  if (above) return call("POST", "/instagram/comment", { ...given, on: above });
  return call("POST", "/instagram/media", { photo: SAMPLE, ...given });
}

async function write(text, photo) {
  const { name, handle } = me();
  if (state.editing) {
    return call("POST", `/${PLACES[state.place].platform}/edit`, { id: state.editing.id, text });
  }
  const above = state.target?.id;
  if (state.place === "x") return call("POST", "/x/post", { text, name, handle, reply_to: above, ...photo });
  if (state.place === "dm") return call("POST", "/x/dm", { text, name, handle, ...photo });
  if (PLACES[state.place].platform === "instagram") return onInstagram({ text, handle, ...photo }, above);
  const given = { text, author: name, ...photo };
  if (state.place === "messenger") return call("POST", "/facebook/message", given);
  if (above) return call("POST", "/facebook/comment", { ...given, on: above });
  return onFacebook(given);
}

async function send(event) {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text || text === SUMMONS.trim()) return $("text").focus();
  const photo = $("photo").checked ? { photo: SAMPLE, alt: t("photo_sample") } : {};
  if ($("sticker").checked && !$("sticker-pill").hidden) photo.sticker = STICKER;
  let written;
  try {
    written = await write(text, photo);
  } catch (error) {
    return say(t("failed", { why: error.message }));
  }
  $("text").value = "";
  $("photo").checked = $("sticker").checked = false;
  $("as").value = "post";
  aim(null);
  say(t("sent"));
  await look();
  $("shown").querySelector(`[data-id="${CSS.escape(written.id)}"]`)?.scrollIntoView({ block: "nearest" });
}

function say(text) {
  $("said").textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { $("said").textContent = ""; }, 4000);
}

// switches

const GROUPS = {
  group_before: ["busy", "busy_silent", "expired", "refused", "out_of_credit", "html_500", "html_200", "empty_500", "broken"],
  group_after: ["html_500_after", "html_200_after", "reset_after", "hang_after"],
  group_wire: ["reset_before", "hang_before", "cut", "slow"],
};

function layOutSwitches() {
  $("switches").replaceChildren(...Object.entries(GROUPS).map(([group, faults]) =>
    make("fieldset", {}, make("legend", {}, t(group)), faults.map((fault) =>
      make("button", { type: "button", class: "switch", "data-fault": fault, onclick: () => arm(fault) }, t(fault))))));
}

async function arm(fault) {
  const times = $("fault-times").value;
  const given = { platform: $("fault-platform").value, fault, times: times ? Number(times) : null };
  if ($("fault-method").value) given.method = $("fault-method").value;
  showArmed((await call("POST", "/faults", given)).faults);
}

function showArmed(faults) {
  const open = faults.filter((one) => one.left !== 0);
  $("armed-count").hidden = $("calm").hidden = open.length === 0;
  $("armed-count").textContent = open.length;
  const where = { "*": t("everywhere"), x: "X", facebook: "Facebook, Instagram" };
  $("armed").replaceChildren(...open.map((one) => make("li", {},
    make("b", {}, t(one.fault)),
    make("span", {}, `${where[one.platform]} · ${one.left === null ? t("open_end") : t("left", { n: one.left })} · ${t("used", { n: one.used })}`))));
}

async function lock() {
  await call("POST", "/x/protect", { ...me(), protected: $("locked").checked });
}

async function lag(platform) {
  const seconds = Math.max(0, Number($(`lag-${platform}`).value) || 0);
  await call("POST", "/settings", { platform, lag: seconds });
}

// the clock

async function look() {
  try {
    const [control, ...truths] = await Promise.all([call("GET", "/"), ...PLATFORMS.map((one) => call("GET", `/${one}/truth`))]);
    state.truth = Object.fromEntries(PLATFORMS.map((one, place) => [one, truths[place].messages]));
    showArmed(control.faults);
    for (const platform of PLATFORMS) {
      const field = $(`lag-${platform}`);
      if (document.activeElement !== field) field.value = control.settings[platform]?.lag ?? 0;
    }
    document.body.classList.remove("alone");
    offerPeople();
    show();
  } catch {
    document.body.classList.add("alone");
    say(t("unreachable"));
  }
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const names = Object.keys(PLACES);
  go(names[(names.indexOf(state.place) + step + names.length) % names.length]);
  document.querySelector("[role=tab][aria-selected=true]").focus();
}

translate();
layOutSwitches();
const kept = JSON.parse(localStorage.getItem("lindenau.me") || "null");
become(kept?.name || "Erika Musterfrau", kept?.handle || "erika_m");
for (const tab of document.querySelectorAll("[role=tab]")) tab.addEventListener("click", () => go(tab.dataset.place));
document.querySelector("[role=tablist]").addEventListener("keydown", arrows);
$("composer").addEventListener("submit", send);
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
});
$("let-go").addEventListener("click", () => aim(null));
$("people").addEventListener("change", () => {
  become($("people").value);
  if ($("people").value) go(state.place); else $("name").focus();
});
$("name").addEventListener("change", () => { become($("name").value); go(state.place); });
$("locked").addEventListener("change", lock);
$("handle").addEventListener("change", () => { become($("name").value, $("handle").value); go(state.place); });
$("calm").addEventListener("click", async () => showArmed((await call("DELETE", "/faults")).faults));
for (const platform of PLATFORMS) $(`lag-${platform}`).addEventListener("change", () => lag(platform));
go(location.hash.slice(1));
await look();
setInterval(look, 2000);
