// Proposals that were none: each is asked about once in this browser. Of each only the number of
// its message is kept, none of its words.

const KEPT = "dw-not-meant";
const MOST = 200;

const those = new Set(remembered());

export const refused = (message) => those.has(message);

export function refuse(message) {
  those.add(message);
  try {
    localStorage.setItem(KEPT, JSON.stringify([...new Set([...remembered(), ...those])].slice(-MOST)));
  } catch {
    // where nothing may be kept it is asked about again with the next page
  }
}

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}
