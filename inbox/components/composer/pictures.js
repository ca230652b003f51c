// Pictures of a draft: handed over by button, paste or drop, one after the other, and described.
//
// What the server has is `draft.pictures`; what is on its way stands beside it with its progress.

import { button, el, fill, icon } from "../shared/dom.js";
import { signedOut } from "../shared/store.js";
import { draft, drawn } from "./drafts.js";
import { point } from "./pointing.js";

const PAUSE = 600;

export class Pictures {
  constructor(root, changed, say) {
    this.root = root;
    this.changed = changed;
    this.say = say;
    this.place = root.querySelector(".pictures");
    this.file = root.querySelector(".bar input");
    this.file.addEventListener("change", () => {
      this.add([...this.file.files]);
      this.file.value = "";
    });
    root.querySelector(".add").addEventListener("click", () => this.file.click());
    const form = root.querySelector("form");
    form.addEventListener("paste", (event) => this.pasted(event));
    form.addEventListener("dragover", (event) => this.over(event));
    form.addEventListener("dragleave", (event) => form.contains(event.relatedTarget) || this.out());
    form.addEventListener("drop", (event) => this.dropped(event));
  }

  // `way` is the chosen one: what it takes, null where nothing can go along.
  update(id, way) {
    this.id = id;
    this.takes = way && !way.shut ? way.pictures : null;
    const add = this.root.querySelector(".add");
    add.hidden = !this.takes;
    add.setAttribute("aria-label", this.words.addPicture);
    add.querySelector(".hint").textContent = add.ariaDescription = this.takes?.limits || "";
    if (!add.querySelector(".icon")) add.prepend(icon("photo"));
    if (this.takes) this.file.accept = this.takes.types.join(",");
    this.draw();
  }

  pasted(event) {
    const files = [...event.clipboardData.files];
    if (!files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    this.add(files);
  }

  over(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    const form = this.root.querySelector("form");
    form.dataset.drop = this.takes?.limits || this.words.noPictures;
    form.classList.add("dropping");
  }

  out() {
    this.root.querySelector("form").classList.remove("dropping");
  }

  dropped(event) {
    this.out();
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.add([...event.dataTransfer.files]);
  }

  // What does not fit of several is named; the others go along.
  add(files) {
    if (!this.takes) return this.say(this.words.noPictures);
    const here = draft(this.id);
    const left = [];
    for (const file of files) {
      const why = this.flaw(file, here);
      if (why) left.push(files.length > 1 ? fill(this.words.staysOut, { name: file.name, why }) : why);
      else this.begin(here, { file, url: URL.createObjectURL(file) });
    }
    this.say(left.join(" "));
    return this.draw();
  }

  begin(here, coming) {
    here.coming.push(coming);
    this.queue(here, coming);
  }

  queue(here, coming) {
    const id = this.id;
    Object.assign(coming, { share: 0, failed: "" });
    here.line = here.line.then(() => this.handOver(id, here, coming));
  }

  // What can be said at once is not asked; the server looks again, by content.
  flaw(file, here) {
    const { takes } = this;
    const arriving = here.coming.filter((one) => !one.failed); // what was refused takes no room
    if (here.pictures.length + arriving.length >= takes.most) return takes.flaws.too_many;
    if (!file.size) return takes.flaws.empty;
    if (file.size > takes.bytes) return takes.flaws.too_big;
    return file.type && !takes.types.includes(file.type) ? takes.flaws.no_picture : "";
  }

  async handOver(id, here, coming) {
    const target = `/api/draft/${id}/pictures?key=${here.key}`;
    const answer = await post(target, coming, () => this.draw());
    here.drawn = performance.now();
    if (answer.status === 401) signedOut();
    if (answer.status === 200) {
      drawn(here, answer.body.pictures);
      this.away(here, coming);
    } else coming.failed = answer.body?.text || this.words.pictureLost;
    if (id === this.id) this.news();
  }

  away(here, coming) {
    here.coming = here.coming.filter((one) => one !== coming);
    URL.revokeObjectURL(coming.url);
  }

  news() {
    this.draw();
    this.changed();
  }

  async takeOut(picture) {
    const here = draft(this.id);
    const answer = await ask("DELETE", picture.id);
    if (!answer?.ok && answer?.status !== 404) return this.say(this.words.noAnswerPicture);
    here.drawn = performance.now();
    here.pictures = here.pictures.filter((one) => one.id !== picture.id);
    this.news();
    return this.root.querySelector("textarea").focus();
  }

  describe(here, picture, text) {
    picture.alt = text;
    here.drawn = performance.now();
    clearTimeout(picture.timer);
    const save = () => {
      const mine = this.describes(here, picture, save).then(() => {
        if (picture.saving === mine) picture.saving = null;
      });
      return (picture.saving = mine);
    };
    picture.save = save;
    picture.timer = setTimeout(() => picture.save?.(), PAUSE);
  }

  // `save` is there again where the server does not have the words.
  async describes(here, picture, save) {
    clearTimeout(picture.timer);
    picture.save = null;
    const answer = await ask("PUT", picture.id, { alt: picture.alt });
    here.drawn = performance.now();
    if (!answer?.ok && answer?.status !== 404) picture.save ??= save;
  }

  // Wait until all of them are there and described; returns whether they are.
  async settled(here) {
    await here.line;
    for (const picture of here.pictures) {
      await picture.saving;
      await picture.save?.();
    }
    const described = here.pictures.every((picture) => !picture.save);
    if (!described) this.say(this.words.notDescribed);
    const missing = this.place.querySelector(".failed");
    if (missing) {
      this.say(this.words.notWithout);
      point(missing);
    }
    return described && !here.coming.length;
  }

  // Tiles keep their elements: a description that is being written keeps its focus.
  draw() {
    const here = draft(this.id);
    const kept = new Map([...this.place.children].map((node) => [node.dataset.key, node]));
    const given = here.pictures.map((picture, n) => {
      const made = kept.get(`${this.id}.${picture.id}`) || this.tile(here, picture);
      made.picture = picture;
      const field = made.querySelector("input");
      field.placeholder = field.ariaLabel = fill(this.words.alt, { n: n + 1 });
      if (this.root.activeElement !== field) field.value = picture.alt;
      return made;
    });
    const coming = here.coming.map((one) => {
      const made = kept.get(`${one.url} ${one.failed}`) || this.arriving(here, one);
      if (!one.failed) made.querySelector("progress").value = one.share;
      return made;
    });
    const nodes = [...given, ...coming];
    this.place.hidden = !nodes.length;
    for (const node of [...this.place.children]) if (!nodes.includes(node)) node.remove();
    nodes.forEach((node, n) => {
      if (this.place.children[n] !== node) this.place.insertBefore(node, this.place.children[n] || null);
    });
  }

  tile(here, picture) {
    const made = el("div", "tile");
    made.dataset.key = `${this.id}.${picture.id}`;
    const field = el("input");
    field.type = "text";
    field.maxLength = 1000;
    field.dir = "auto";
    field.value = picture.alt;
    field.addEventListener("input", () => this.describe(here, made.picture, field.value));
    field.addEventListener("blur", () => made.picture.save?.());
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault(); // in a form of its own accord it would send
      this.root.querySelector("textarea").focus();
    });
    made.append(thumb(picture.url), field, this.awayButton(() => this.takeOut(made.picture)));
    return made;
  }

  // One on its way, or one that did not arrive: nothing leaves without it until it is taken out.
  arriving(here, one) {
    const made = el("div", one.failed ? "tile failed" : "tile");
    made.dataset.key = `${one.url} ${one.failed}`;
    made.append(thumb(one.url));
    if (!one.failed) {
      const bar = el("progress");
      Object.assign(bar, { max: 1, value: one.share, ariaLabel: this.words.arriving });
      made.append(bar);
      return made;
    }
    const said = el("span", "said", one.failed);
    said.setAttribute("role", "alert");
    const again = button("away", "", () => {
      this.say("");
      this.queue(here, one);
      this.draw();
    });
    again.append(icon("again", this.words.retry));
    again.title = this.words.retry;
    const away = this.awayButton(() => {
      this.say("");
      this.away(here, one);
      this.news();
    });
    made.append(said, again, away);
    return made;
  }

  awayButton(act) {
    const made = button("away", "", act);
    made.append(icon("close", this.words.takeOut));
    made.title = this.words.takeOut;
    return made;
  }
}

export function thumb(url, alt = "") {
  const made = el("img", "thumb");
  Object.assign(made, { src: url, alt, loading: "eager", decoding: "async" });
  return made;
}

async function ask(method, id, body) {
  const given = body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    const answer = await fetch(`/api/picture/${id}`, { method, keepalive: true, ...given });
    if (answer.status === 401) signedOut();
    return answer;
  } catch {
    return null;
  }
}

// `fetch` does not tell how far it is.
function post(target, coming, progress) {
  return new Promise((done) => {
    const asking = new XMLHttpRequest();
    asking.open("POST", target);
    asking.setRequestHeader("Content-Type", coming.file.type || "application/octet-stream");
    asking.upload.addEventListener("progress", (event) => {
      coming.share = event.lengthComputable ? event.loaded / event.total : 0;
      progress();
    });
    asking.addEventListener("loadend", () => {
      let body = null;
      try {
        body = JSON.parse(asking.responseText);
      } catch {
        // a bare status
      }
      done({ status: asking.status, body });
    });
    asking.send(coming.file);
  });
}
