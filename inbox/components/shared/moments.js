// The times that are one click away, as the server reckons them (`inbox/rules/snoozing.py`). The
// morning of this very day, for who works at night, is asked for by its date.

import * as times from "./times.js";

const WORDS = { later: "inTwoHours", today: "today", tomorrow: "tomorrow", monday: "monday" };
const LATER = 2 * 3600 * 1000;
const MORNING = 8;
const two = (number) => String(number).padStart(2, "0");

// On a Sunday "next Monday" is not tomorrow, but the one after.
export function comes(choice, now = new Date()) {
  if (choice === "later") return new Date(now.getTime() + LATER);
  const monday = 7 - ((now.getDay() + 6) % 7);
  const ahead = { today: 0, tomorrow: 1 }[choice] ?? (monday === 1 ? 8 : monday);
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + ahead, MORNING);
}

// Each choice with its words, and the clock or the date that they mean; none at or after `end`.
export function offered(words, end = null, now = new Date()) {
  const soon = comes("later", now);
  const all = Object.entries(WORDS).map(([choice, word]) => ({ choice, word, at: comes(choice, now) }));
  const known = all.filter(({ choice, at }) => (!end || at < end) && (choice !== "today" || at > soon));
  return known.map(({ choice, word, at }) => {
    const hint = choice === "later" ? times.moment(at, now) : times.weekday(at);
    return { asked: choice === "today" ? field(at) : choice, text: words[word], hint, at };
  });
}

// What a field may take: from the next minute on, a year at most, before `end`; as the field wants it.
export function bounds(end = null, now = new Date()) {
  const first = new Date(now.getTime() + 60000);
  const year = now.getTime() + 365 * 86400000;
  const last = new Date(end ? Math.min(end.getTime() - 1, year) : year);
  return [field(first), field(last)];
}

export function field(at) {
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
