// Times and lengths of time in the agent's language and the browser's time zone.

let language = "en";

export function speak(code) {
  language = code === "en" ? "en-GB" : code;
}

const kept = new Map();
function form(kind, options) {
  const key = language + JSON.stringify(options);
  if (!kept.has(key)) kept.set(key, new kind(language, options));
  return kept.get(key);
}

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

// A length of time as short as a list needs it: "5 Min.", "3 hr".
export function length(seconds) {
  const gone = Math.max(Math.abs(seconds), 60);
  const [unit, size] = UNITS.find(([, size]) => gone >= size);
  const options = { style: "unit", unit, unitDisplay: "short" };
  return form(Intl.NumberFormat, options).format(Math.floor(gone / size));
}

export function since(iso, now = Date.now()) {
  return length((now - Date.parse(iso)) / 1000);
}

export function clock(iso) {
  return form(Intl.DateTimeFormat, { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

export function full(iso) {
  return form(Intl.DateTimeFormat, { dateStyle: "full", timeStyle: "long" }).format(new Date(iso));
}

export function date(iso) {
  return form(Intl.DateTimeFormat, { dateStyle: "medium" }).format(new Date(iso));
}

// A day among the next ones: "Mon 23 Nov".
export function weekday(at) {
  return form(Intl.DateTimeFormat, { weekday: "short", day: "numeric", month: "short" }).format(at);
}

// A day as a heading: today and yesterday by name, the rest by date.
export function day(iso, now = new Date()) {
  const then = new Date(iso);
  const start = (time) => new Date(time.getFullYear(), time.getMonth(), time.getDate());
  const away = Math.round((start(then) - start(now)) / 86400000);
  if (away === 0 || away === -1) {
    const named = form(Intl.RelativeTimeFormat, { numeric: "auto" }).format(away, "day");
    return named.charAt(0).toLocaleUpperCase(language) + named.slice(1);
  }
  const year = then.getFullYear() === now.getFullYear() ? undefined : "numeric";
  const options = { weekday: "long", day: "numeric", month: "long", year };
  return form(Intl.DateTimeFormat, options).format(then);
}

// A time ahead as short as a row needs it: "15:00", "Mon 15:00".
export function soon(iso, now = new Date()) {
  const at = new Date(iso);
  if (at.toDateString() === now.toDateString()) return clock(iso);
  if (at - now > 6 * 86400000) return moment(iso, now);
  return `${form(Intl.DateTimeFormat, { weekday: "short" }).format(at)} ${clock(iso)}`;
}

export function moment(iso, now = new Date()) {
  const same = new Date(iso).toDateString() === now.toDateString();
  if (same) return clock(iso);
  const options = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return form(Intl.DateTimeFormat, options).format(new Date(iso));
}
