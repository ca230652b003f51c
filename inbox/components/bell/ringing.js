// A sound and a word on the desktop, once for all tabs of a browser, and seldom.
//
// The server says what may ring: what was written lately and is known just now. Each tab hears
// that; under a lock that all tabs share, the first one that can do it does, and notes it.

export const BETWEEN = 30000;
const RUNG = "durchwahl.rung";
const SOUNDED = "durchwahl.sounded";

let context = null;

const kept = (name) => Number(localStorage.getItem(name)) || 0;
const alone = (act) => (navigator.locks ? navigator.locks.request("durchwahl.ring", act) : act());

// A browser lets only those make a sound whose page somebody has touched.
const touched = () => navigator.userActivation?.hasBeenActive ?? true;
const shows = () => typeof Notification !== "undefined" && Notification.permission === "granted";

// What stands open before somebody's eyes needs no word, but that it is theirs no more.
export function ring({ ring: news, sound, desktop }, { open, go, now = Date.now() }) {
  const heard = news.filter((one) => !open || one.stays || one.conversation !== open);
  if (!heard.length) return Promise.resolve();
  return alone(() => {
    if (desktop && shows()) words(heard, go);
    if (sound && touched()) tone(heard, now);
  });
}

function words(heard, go) {
  const last = kept(RUNG);
  for (const one of heard.filter(({ id }) => id > last).reverse()) {
    const said = new Notification(one.title, {
      body: one.body,
      tag: `durchwahl-${one.conversation ?? `of-${one.owner}`}`,
      icon: "/app/static/icon.png",
      silent: true,
    });
    said.onclick = () => {
      window.focus();
      said.close();
      go(one);
    };
  }
  localStorage.setItem(RUNG, Math.max(last, ...heard.map(({ id }) => id)));
}

function tone(heard, now) {
  const [last, at] = [kept(`${RUNG}.sound`), kept(SOUNDED)];
  const newest = Math.max(...heard.map(({ id }) => id));
  if (newest <= last) return;
  localStorage.setItem(`${RUNG}.sound`, newest);
  if (now - at < BETWEEN && now >= at) return;
  localStorage.setItem(SOUNDED, now);
  play();
}

// Two soft notes, a fifth apart; no file.
export function play() {
  context ??= new AudioContext();
  context.resume();
  [660, 990].forEach((pitch, place) => {
    const begins = context.currentTime + 0.02 + place * 0.14;
    const [voice, gain] = [context.createOscillator(), context.createGain()];
    voice.frequency.value = pitch;
    gain.gain.setValueAtTime(0, begins);
    gain.gain.linearRampToValueAtTime(0.12, begins + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, begins + 0.45);
    voice.connect(gain).connect(context.destination);
    voice.start(begins);
    voice.stop(begins + 0.5);
  });
}
