// Small tools of all panes. Text of strangers only ever goes in as a text node.

export function el(tag, name = "", text = undefined) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined && text !== null) made.textContent = text;
  return made;
}

// A stranger's words: their own direction, isolated from what stands beside them.
export function theirs(tag, name, text) {
  const made = el(tag, name, text);
  made.dir = "auto";
  return made;
}

export function button(name, text, act) {
  const made = el("button", name, text);
  made.type = "button";
  if (act) made.addEventListener("click", act);
  return made;
}

// Whether there is anything to be seen: blanks, joiners and letters without a shape are nothing.
export function visible(text) {
  return /[^\p{Z}\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u.test(text || "");
}

// One line of a text for a list, or the word for a text without any to be seen.
export function glimpse(text, words) {
  if (visible(text)) return text;
  return text && text.trim() ? words.invisible : words.wordless;
}

const SHAPES = {
  twitter: "M14.1 10.3 20.5 3h-1.6l-5.5 6.4L9 3H4l6.7 9.7L4 20.5h1.6l5.8-6.8 4.7 6.8h5zM6.3 4.2h2.1l9.4 15.1h-2.1z",
  facebook: "M13.5 21v-7.6h2.6l.4-3h-3V8.5c0-.9.3-1.5 1.5-1.5h1.6V4.3c-.3 0-1.2-.1-2.3-.1-2.3 0-3.9 1.4-3.9 4v2.2H7.8v3h2.6V21z",
  instagram: "M8 4h8a4 4 0 0 1 4 4v8a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4zm0 2a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2zm4 2.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zm0 2a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
  memory: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z",
  out: "M14 4h6v6h-2V7.4l-7.3 7.3-1.4-1.4L16.6 6H14zM5 6h5v2H7v9h9v-3h2v5H5z",
  back: "M15.4 5.4 14 4l-8 8 8 8 1.4-1.4L8.8 12z",
  photo: "M4 5h16v14H4zm2 2v8l3.5-3.5 2.5 2.5 4-4 2 2V7zm2.5 3.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4z",
  next: "M8.6 18.6 10 20l8-8-8-8-1.4 1.4 6.600 6.600z",
  close: "M6.400 5 12 10.600 17.600 5 19 6.400 13.400 12 19 17.600 17.600 19 12 13.400 6.400 19 5 17.600 10.600 12 5 6.400z",
  save: "M11 4h2v8.200l3.100-3.100 1.400 1.400L12 16l-5.500-5.500 1.400-1.400 3.100 3.100zM5 18h14v2H5z",
  down: "m6.700 9.300 5.300 5.300 5.300-5.300 1.400 1.400-6.700 6.700-6.700-6.700z",
  play: "M8 5v14l11-7z",
  file: "M6 3h8l4 4v14H6zm2 2v14h8V8h-3V5z",
  more: "M6 10.500a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3zm6 0a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3zm6 0a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3z",
  tag: "M4 4h8l8.500 8.500a1.500 1.500 0 0 1 0 2.100l-5.900 5.900a1.500 1.500 0 0 1-2.100 0L4 12zm4.500 6a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3z",
  filter: "M3 5h18v2l-7 7v6l-4-2v-4L3 7z",
  mute: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 0 1 4.300 1.500l-9.800 9.800A7 7 0 0 1 12 5zm0 14a7 7 0 0 1-4.300-1.500l9.800-9.800A7 7 0 0 1 12 19z",
  tick: "M9.500 16.200 5.300 12l-1.400 1.400 5.600 5.600L20.100 8.400 18.700 7z",
  turn: "M8 4.500 12 9H9v8H7V9H4zM16 19.500 12 15h3V7h2v8h3z",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm1 9.4 3.2 1.9-.9 1.5L11.2 13V7.5H13z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm0 2c-4 0-7 2-7 4.6V20h14v-1.400C19 16 16 14 12 14z",
  fact: "M6 3h11a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H6a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm0 2v10.300c.300-.200.600-.300 1-.300h9V5zm1 12a1 1 0 0 0 0 2h9v-2zM8 7.500h6V9H8zm0 3h4V12H8z",
  hand: "M3 11h9.200L9.100 7.900 10.500 6.500 16 12l-5.500 5.500-1.400-1.400 3.100-3.100H3zM17 5h3v14h-3z",
  link: "M10.600 13.400a1 1 0 0 1-1.400 1.400 4 4 0 0 1 0-5.600l3-3a4 4 0 0 1 5.600 5.600l-1.300 1.300-1.400-1.400 1.300-1.300a2 2 0 0 0-2.800-2.800l-3 3a2 2 0 0 0 0 2.800zm2.800-2.800a1 1 0 0 1 1.400-1.400 4 4 0 0 1 0 5.600l-3 3a4 4 0 0 1-5.600-5.600l1.300-1.300 1.400 1.400-1.300 1.300a2 2 0 0 0 2.800 2.800l3-3a2 2 0 0 0 0-2.800z",
  phone: "M6.600 3h3.200l1.600 4.600-2.200 1.700a12 12 0 0 0 5.500 5.500l1.700-2.200 4.600 1.600v3.200A2.600 2.600 0 0 1 18.400 20 14.400 14.400 0 0 1 4 5.600 2.600 2.600 0 0 1 6.600 3z",
  mail: "M3 5.500h18v13H3zm2 3.100V16.500h14V8.600l-7 4.700zm1.300-1.100 5.700 3.800 5.700-3.800z",
  lock: "M12 3a4.500 4.500 0 0 0-4.500 4.500V10H6v11h12V10h-1.500V7.500A4.500 4.500 0 0 0 12 3zm2.500 7h-5V7.500a2.500 2.500 0 0 1 5 0z",
  eye: "M12 5.500c-5 0-8.600 4-9.700 6.500 1.100 2.500 4.700 6.500 9.700 6.500s8.600-4 9.700-6.500c-1.100-2.500-4.700-6.500-9.700-6.500zm0 10.500a4 4 0 1 1 0-8 4 4 0 0 1 0 8zm0-2a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  heat: "M12.500 2.500c.800 3.800-5.500 6.300-5.500 12a5.500 5.500 0 0 0 11 0c0-2.300-1-4-2.200-5.500-.300 1.500-1 2.500-2.200 3 .800-3.500.200-7-1.100-9.500z",
  keys: "M4 6h16a1.500 1.500 0 0 1 1.500 1.500v9A1.500 1.500 0 0 1 20 18H4a1.500 1.500 0 0 1-1.500-1.500v-9A1.500 1.500 0 0 1 4 6zm.500 2v8h15V8zM6 9.200h1.800V11H6zm3.300 0h1.800V11H9.300zm3.400 0h1.800V11h-1.800zm3.300 0h1.800V11H16zM7.500 13h9v1.800h-9z",
  bell: "M12 3a6 6 0 0 0-6 6v4.500L4.300 16.500V18h15.400v-1.500L18 13.500V9a6 6 0 0 0-6-6zm-2.200 16a2.300 2.300 0 0 0 4.400 0z",
  praise: "M12 20.500 4.700 13.200a4.700 4.700 0 0 1 6.600-6.600l.700.700.700-.700a4.700 4.700 0 0 1 6.600 6.600z",
  again: "M12 5a7 7 0 1 0 6.700 9h-2.100A5 5 0 1 1 12 7c1.400 0 2.600.600 3.500 1.500L13 11h7V4l-3 3a7 7 0 0 0-5-2z",
  tell: "M4 4h16v12.500h-9L6 21v-4.500H4zm2 2v8.500h2v2.300l2.300-2.300H18V6zm5 1.300h1.700v3.200l2.100 1.300-.9 1.400-2.900-1.800z",
  gift: "M4 8h16v4h-1v8H5v-8H4zm3 4v6h4v-6zm6 0v6h4v-6zM8.500 3.500 12 7l3.500-3.500 1.400 1.400L13.800 8h-3.600L7.100 4.900z",
  pen: "m4 16.5 9.9-9.900 3.500 3.500L7.500 20H4zM15 5.500l1.700-1.700 3.500 3.500L18.500 9z",
};

export function icon(name, label = "") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name] || SHAPES.memory);
  svg.append(path);
  return svg;
}

// An address that may be opened: http and https only, and what its host really is.
export function safe(url) {
  try {
    const read = new URL(String(url));
    return ["http:", "https:"].includes(read.protocol) ? read : null;
  } catch {
    return null;
  }
}

export function link(name, text, url) {
  const made = el("a", name, text);
  made.href = url.href;
  made.target = "_blank";
  made.rel = "noopener noreferrer nofollow";
  made.referrerPolicy = "no-referrer";
  made.title = url.host;
  return made;
}

const ADDRESS = /https?:\/\/[^\s<>"'`\u00ab\u00bb\u201c\u201d\u201e]+/giu;

// A text with its web addresses made into links: the words stay as written, the host is shown.
export function linked(parent, text) {
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = match[0].replace(/[.,;:!?)\]}]+$/u, "");
    const url = safe(shown);
    if (!url) continue;
    parent.append(text.slice(from, match.index));
    const made = link("address", shown, url);
    made.dataset.host = url.host;
    parent.append(made);
    from = match.index + shown.length;
  }
  parent.append(text.slice(from));
}

export function initials(name) {
  const letters = [...(name || "")].filter((sign) => /[\p{L}\p{N}\s]/u.test(sign)).join("");
  const words = letters.split(/\s+/u).filter(Boolean);
  const first = words[0] ? [...words[0]][0] : "?";
  const last = words.length > 1 ? [...words[words.length - 1]][0] : "";
  return (first + last).toUpperCase();
}

export function avatar(name) {
  let sum = 0;
  for (const sign of name || "") sum = (sum * 31 + sign.codePointAt(0)) % 6;
  const made = el("span", `avatar tint-${sum}`, initials(name));
  made.setAttribute("aria-hidden", "true");
  return made;
}

export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}(\.(?=\s|$))?/g, (whole, name, stop = "") => {
    const value = values[name] ?? `{${name}}`;
    return String(value).endsWith(".") ? value : `${value}${stop}`;
  });
}

// Give focus back to the one element that had it, when nodes are drawn anew.
export function focused(root) {
  return root.activeElement || null;
}
