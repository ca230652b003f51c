// What was pressed, as the commands name it: "j", "?", "Escape", "Mod+k". "" is none of ours.

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

const TYPED = "textarea, select, input:not([type=checkbox], [type=button], [type=submit])";

// Whether this press writes something where the focus is, or is about to: who has just chosen between
// public and private, or an answer and a note, goes on typing.
export function writes(event) {
  const target = event.composedPath()[0];
  return Boolean(target.isContentEditable || target.closest?.(`${TYPED}, [role=textbox], [role=combobox]`));
}

// A sign that needs AltGr ("]" on a German keyboard) is a plain sign; on a Mac it needs the option key.
export function stroke(event) {
  const sign = event.key.length === 1 && !/[\p{L}\p{N}\s]/u.test(event.key);
  const drawn = event.getModifierState("AltGraph") || (event.altKey && MAC);
  const [mod, other] = MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (sign && drawn) return event.key;
  if (other || event.altKey || drawn) return "";
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (!mod) return key;
  return `Mod+${event.shiftKey ? "Shift+" : ""}${key}`;
}

// One sign alone, without a modifier: whoever speaks to a computer may not want it (WCAG 2.1.4).
export const single = (keys) => keys.split(" ").some((key) => key.length === 1);

const SHOWN = { Mod: MAC ? "⌘" : "ctrl", Shift: "⇧", Enter: "↵", ArrowDown: "↓", ArrowUp: "↑" };

// A key as it stands on a keyboard; `words` says what the names of two of them are.
export function caps(keys, words) {
  return keys.split(" ").map((stroke) =>
    stroke.split("+").map((key) => {
      const shown = SHOWN[key] ?? (key === "Escape" ? words.escape : key);
      return shown === "ctrl" ? words.ctrl : shown.length === 1 ? shown.toUpperCase() : shown;
    }),
  );
}
