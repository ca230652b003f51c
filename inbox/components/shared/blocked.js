// How every pane says that somebody is blocked.

import * as times from "./times.js";

// The last day of a block: it ends with that day.
export function lastDay(iso) {
  return times.date(new Date(Date.parse(iso) - 1000).toISOString());
}
