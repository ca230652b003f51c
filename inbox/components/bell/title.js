// The tab's title says how many wait: "(3) Inbox · Durchwahl". Streamlit writes its own at every
// run; ours is put before it in the same turn of the browser, so that nobody sees it go.

const MOST = 99;
const NUMBER = /^\(\d+\+?\) /;

let count = 0;
let watching = null;

export function say(waiting) {
  count = waiting;
  watching ??= watch();
  write();
}

export function end() {
  watching?.disconnect();
  watching = null;
  count = 0;
  write();
}

function write() {
  const plain = document.title.replace(NUMBER, "");
  const said = count ? `(${count > MOST ? `${MOST}+` : count}) ${plain}` : plain;
  if (document.title !== said) document.title = said;
}

function watch() {
  const made = new MutationObserver(write);
  made.observe(document.head, { subtree: true, childList: true, characterData: true });
  return made;
}
