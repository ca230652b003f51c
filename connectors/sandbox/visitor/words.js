// Every word of the visitor's page, in both languages.

const DE = {
  title: "Lindenau, aus Sicht der Kundschaft",
  subtitle: "Nachbau zum Ausprobieren. Nichts hier geht an X, Facebook oder Instagram.",
  mails: "E-Mails ans Haus",
  places: "Wo möchten Sie schreiben?",
  tab_public: "öffentlich", tab_private: "privat", tab_page: "Seite", tab_chat: "privat",
  place_x: "Öffentliche Beiträge an @lindenau_hilft",
  about_x: "So sieht jede und jeder, was geschrieben und geantwortet wurde.",
  place_dm: "Direktnachrichten mit @lindenau_hilft",
  about_dm: "Diesen Chat sieht nur {name}.",
  place_facebook: "Seite der Stadtwerke Lindenau",
  about_facebook: "Beiträge von Gästen und der Seite, mit Kommentaren und Antworten.",
  place_messenger: "Messenger-Chat mit den Stadtwerken Lindenau",
  about_messenger: "Diesen Chat sieht nur {name}.",
  place_instagram: "Fotos von und mit @lindenau_hilft",
  about_instagram: "Kommentieren Sie ein Foto, oder zeigen Sie eines, das die Stadtwerke nennt.",
  place_letters: "Direktnachrichten mit @lindenau_hilft",
  about_letters: "Diesen Chat sieht nur {name}.",
  imitation_x: "Nachbau von X", imitation_facebook: "Nachbau von Facebook", imitation_instagram: "Nachbau von Instagram",
  text: "Nachricht", send: "Absenden", cancel: "Doch nicht", photo: "Foto anhängen",
  sticker: "Sticker", as: "Als was?", as_post: "Beitrag auf der Seite", as_recommends: "Empfiehlt die Seite",
  as_warns: "Empfiehlt sie nicht", as_tag: "Anderswo, mit Namen der Seite", edit: "Ändern", remove: "Löschen",
  editing: "Eigene Worte ändern", sure: "Wirklich löschen?", hidden: "von der Seite verborgen", liked: "gefällt der Seite",
  ph_x: "Was ist los?", ph_dm: "Nachricht schreiben …",
  ph_facebook: "Etwas auf die Seite schreiben …", ph_comment: "Antwort schreiben …", ph_instagram: "Was zeigt Ihr Foto?",
  answering: "Antwort an {name}", answer: "Antworten", comment: "Kommentieren",
  sent: "Ist draußen.", failed: "Das hat nicht geklappt: {why}", unreachable: "Der Sandkasten antwortet nicht.",
  empty_public: "Noch hat niemand etwas geschrieben.",
  empty_private: "Noch keine Nachrichten. Schreiben Sie die erste.",
  photo_of: "Foto", film_of: "Film", locked: "Nur Follower dürfen meine Beiträge auf X lesen", photo_sample: "Foto aus der Küche: der Zähler blinkt",
  us: "Team", page: "Seite", now: "gerade eben",
  who_title: "Wer sind Sie?", who_hint: "Wählen Sie jemanden aus Lindenau, oder erfinden Sie sich.",
  people: "Aus der Stadt", new_person: "jemand Neues", name: "Name", handle: "Name auf X und Instagram",
  faults_title: "Störungen", faults_hint: "Was die Plattform dem Posteingang antut. Ein Schalter wirkt auf die nächsten Anfragen.",
  where: "Wo", when: "Wobei", how_often: "Wie oft", everywhere: "überall", any_call: "immer", reading: "Lesen", writing: "Senden",
  once: "einmal", thrice: "dreimal", always: "bis Schluss",
  calm: "Alles wieder gut", used: "{n}-mal eingetreten", open_end: "bis Schluss", left: "noch {n}-mal",
  lag_title: "Verzögerung", lag_hint: "Sekunden, bis eigene Antworten der Stadtwerke sichtbar werden.",
  group_before: "Abgelehnt, bevor etwas geschah", group_after: "Nachdem es gewirkt hat", group_wire: "Leitung",
  busy: "Ausgelastet, mit Uhrzeit", busy_silent: "Ausgelastet, ohne Uhrzeit", expired: "Anmeldung abgelaufen",
  refused: "Nicht erlaubt", out_of_credit: "Guthaben leer / gesperrt", html_500: "Fehler 500 als Webseite",
  html_200: "Webseite statt Daten", empty_500: "Fehler 500, leere Liste", broken: "Kaputte Daten",
  reset_before: "Verbindung weg", hang_before: "Keine Antwort", html_500_after: "Gesendet, dann Fehler 500",
  html_200_after: "Gesendet, dann Webseite", reset_after: "Gesendet, Verbindung weg", hang_after: "Gesendet, keine Antwort",
  cut: "Antwort abgeschnitten", slow: "Antwort tröpfelt",
};

const EN = {
  title: "Lindenau, as its customers see it",
  subtitle: "A stand-in to try things out. Nothing here reaches X, Facebook or Instagram.",
  mails: "E-mails to the team",
  places: "Where do you want to write?",
  tab_public: "public", tab_private: "private", tab_page: "page", tab_chat: "private",
  place_x: "Public posts to @lindenau_hilft",
  about_x: "What everybody can read, questions and answers alike.",
  place_dm: "Direct messages with @lindenau_hilft",
  about_dm: "Only {name} sees this chat.",
  place_facebook: "The page of Stadtwerke Lindenau",
  about_facebook: "Posts by visitors and by the page, with comments and replies.",
  place_messenger: "Messenger chat with Stadtwerke Lindenau",
  about_messenger: "Only {name} sees this chat.",
  place_instagram: "Photos by and with @lindenau_hilft",
  about_instagram: "Comment on a photo, or show one that names the utility.",
  place_letters: "Direct messages with @lindenau_hilft",
  about_letters: "Only {name} sees this chat.",
  imitation_x: "Imitates X", imitation_facebook: "Imitates Facebook", imitation_instagram: "Imitates Instagram",
  text: "Message", send: "Send", cancel: "Never mind", photo: "Attach a photo",
  sticker: "Sticker", as: "As what?", as_post: "Post on the page", as_recommends: "Recommends the page",
  as_warns: "Does not recommend it", as_tag: "Elsewhere, naming the page", edit: "Edit", remove: "Delete",
  editing: "Changing your own words", sure: "Really delete it?", hidden: "hidden by the page", liked: "liked by the page",
  ph_x: "What's going on?", ph_dm: "Write a message …",
  ph_facebook: "Write something on the page …", ph_comment: "Write a reply …", ph_instagram: "What does your photo show?",
  answering: "Replying to {name}", answer: "Reply", comment: "Comment",
  sent: "It's out.", failed: "That did not work: {why}", unreachable: "The sandbox does not answer.",
  empty_public: "Nobody has written anything yet.",
  empty_private: "No messages yet. Write the first one.",
  photo_of: "Photo", film_of: "Film", locked: "Only followers may read my posts on X", photo_sample: "Photo from the kitchen: the meter is blinking",
  us: "Team", page: "Page", now: "just now",
  who_title: "Who are you?", who_hint: "Pick somebody from Lindenau, or make yourself up.",
  people: "From the town", new_person: "somebody new", name: "Name", handle: "Name on X and Instagram",
  faults_title: "Faults", faults_hint: "What the platform does to the inbox. A switch meets the next calls.",
  where: "Where", when: "On", how_often: "How often", everywhere: "everywhere", any_call: "any call", reading: "reading", writing: "sending",
  once: "once", thrice: "three times", always: "until cleared",
  calm: "All well again", used: "met {n} calls", open_end: "until cleared", left: "{n} to go",
  lag_title: "Delay", lag_hint: "Seconds before the utility's own answers show up.",
  group_before: "Refused before anything happened", group_after: "After it took effect", group_wire: "Wire",
  busy: "Busy, says until when", busy_silent: "Busy, says nothing", expired: "Login expired",
  refused: "Not permitted", out_of_credit: "Out of credit / blocked", html_500: "Error 500 as a web page",
  html_200: "Web page instead of data", empty_500: "Error 500, empty list", broken: "Broken data",
  reset_before: "Connection lost", hang_before: "No answer", html_500_after: "Sent, then error 500",
  html_200_after: "Sent, then a web page", reset_after: "Sent, connection lost", hang_after: "Sent, no answer",
  cut: "Answer cut off", slow: "Answer drips",
};

const asked = new URLSearchParams(location.search).get("lang");
const wanted = asked || navigator.language || "de";
export const language = wanted.toLowerCase().startsWith("de") ? "de" : "en";
const WORDS = language === "de" ? DE : EN;

export function t(key, given = {}) {
  const text = WORDS[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => given[name] ?? "");
}

export function translate(root = document) {
  document.documentElement.lang = language;
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
  }
  for (const link of root.querySelectorAll(".languages a")) {
    if (link.lang === language) link.setAttribute("aria-current", "true");
  }
}

const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

export function ago(time) {
  const seconds = Math.min(0, (time - Date.now()) / 1000);
  if (seconds > -60) return t("now");
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86400), "day");
}

export const exactly = (time) => exact.format(time);
