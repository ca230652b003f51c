// How an answer may begin: who its agent is, or the question of a name. Put in by a press alone.

import { button } from "../shared/dom.js";

const RULES = { not_introduced: "introduce", nameless: "ask" };
const GREETING = /^[^\n!?]{2,60}[,!](?=\s*\n|\s*$)/u;
const NAMED = "(?:\\p{Lu}\\p{Ll}{0,2}\\.|[^\\n,!?.]){0,50}[,!]";
const INLINE = new RegExp(`^(?:guten |hallo|hi\\b|hey|moin|servus|grüß |liebe|sehr geehrte|hello|dear |good )${NAMED}`, "iu");

export const opening = (rule, given) => (RULES[rule] && given?.[RULES[rule]] ? RULES[rule] : "");

export function offered(which, given, words, put) {
  return button("button", words[which], () => put(which, given));
}

// She introduces herself behind the greeting; a question is asked where the caret stands, or at the end.
export function put(area, which, given) {
  const { value } = area;
  const alone = GREETING.exec(value)?.[0];
  const greeting = which === "introduce" ? alone || INLINE.exec(value)?.[0] : undefined;
  const german = given.spoken === "de" && greeting?.endsWith(",");
  const line = german ? given[which][0].toLowerCase() + given[which].slice(1) : given[which];
  const at = which === "ask" ? value.trimEnd().length : greeting?.length || 0;
  const before = value.slice(0, at);
  const rest = value.slice(at).replace(greeting === undefined ? /^[ \t]+/u : /^\s+/u, "");
  const after = german ? rest.slice(0, 1).toUpperCase() + rest.slice(1) : rest;
  const left = greeting && alone ? "\n" : before ? " " : "";
  const right = after && !/^\s/u.test(after) ? " " : "";
  area.value = `${before}${left}${line}${right || (which === "introduce" ? " " : "")}${after}`;
  const caret = before.length + left.length + line.length + (which === "introduce" ? 1 : 0);
  area.setSelectionRange(caret, caret);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}
