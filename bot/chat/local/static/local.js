"use strict";
// Everything works without this file: links are links, buttons are forms. With it the page is live.
// The server sends HTML; each fragment's root has an id and takes the place of the element with that id,
// or joins the list named in data-into, in order of its day. What somebody is writing is never inside such a fragment:
// of a message only the article is replaced, and a pane that holds a form stays as it is.
const el = id => document.getElementById(id);
const app = document.querySelector(".app");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let stream, lost;

function say(text) {
  el("say").textContent = "";
  setTimeout(() => { el("say").textContent = text; }, 80);
}

function patch(html, moving) {
  const box = document.createElement("template");
  box.innerHTML = html;
  for (const fresh of [...box.content.children]) {
    const old = el(fresh.id), home = el(fresh.dataset.into);
    if (fresh.dataset.title) document.title = fresh.dataset.title;
    if (old?.matches(".m")) swap(old.querySelector("article"), fresh.querySelector("article"));
    else if (old) swap(old, fresh, moving);
    else if (home && !fresh.hidden) join(home, fresh);
  }
  if (app.dataset.view === "first" && !el("hello")) app.dataset.view = "room";
}

function swap(old, fresh, moving) {
  if (old.isEqualNode(fresh) || (!moving && old.querySelector("form.private, .note.private"))) return;
  const at = document.activeElement, held = old.contains(at);
  const key = held && (at.id ? "#" + CSS.escape(at.id) : at.value ? `[value="${CSS.escape(at.value)}"]` : null);
  const open = [...old.querySelectorAll("details")].map(d => d.open);
  const top = old.scrollTop;
  if (fresh.hidden) { old.remove(); return; }
  old.replaceWith(fresh);
  fresh.querySelectorAll("details").forEach((d, k) => { if (open[k]) d.open = true; });
  fresh.scrollTop = top;
  if (held) ((key && fresh.querySelector(key)) || fresh.querySelector("[tabindex='-1']") || fresh).focus({ preventScroll: true });
}

function join(home, fresh) {
  const later = [...home.children].find(item => item.dataset.day > fresh.dataset.day);
  home.insertBefore(fresh, later ?? null);
  fresh.classList.add("new");
  if (!later) follow(fresh);
}

function follow(fresh) {
  const writing = document.activeElement.closest("form.private");
  if (!writing) fresh.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

function offline(yes) {
  el("lost").hidden = !yes;
  clearTimeout(lost); lost = 0;
}

function listen() {
  if (stream) stream.close();
  stream = new EventSource("/events" + location.search + (location.search ? "&" : "?") + "room=" + encodeURIComponent(app.dataset.room));
  stream.addEventListener("patch", e => patch(e.data));
  stream.addEventListener("say", e => say(e.data));
  stream.addEventListener("reload", () => location.reload());
  stream.onopen = () => offline(false);
  stream.onerror = () => {
    lost ||= setTimeout(offline, 3000, true);
    if (stream.readyState === 2) setTimeout(listen, 2000);
  };
}

async function ask(url, options) {
  try {
    const reply = await fetch(url, { ...options, headers: { Accept: "text/vnd.lots.fragment" } });
    if (!reply.ok && reply.status !== 403 && reply.status !== 409 && reply.status !== 422) throw reply.status;
    const at = reply.headers.get("Lots-At"), html = await reply.text();
    if (at && at !== location.pathname + location.search) history.pushState(null, "", at);
    patch(html, !options);
    offline(false);
    if (at) { app.dataset.view = new URLSearchParams(location.search).get("view") || "room"; listen(); }
    const focus = reply.headers.get("Lots-Focus");
    if (focus && el(focus)) el(focus).focus();
    if (reply.headers.get("Lots-Say")) say(decodeURIComponent(reply.headers.get("Lots-Say")));
    return true;
  } catch { offline(true); say(el("lost").textContent); return false; }
}

document.addEventListener("submit", async e => {
  if (e.target.method !== "post") return;
  e.preventDefault();
  const press = e.submitter;
  if (press?.ariaDisabled === "true") return;
  if (press) press.ariaDisabled = "true";          // a double click is one click
  // Not e.target.action: a button named "action" stands in front of it.
  await ask(press?.getAttribute("formaction") || e.target.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(e.target, press)) });
  if (press?.isConnected) press.ariaDisabled = null;
});

document.addEventListener("click", async e => {
  const a = e.target.closest("a[data-part]");
  if (!a || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
  e.preventDefault();
  ask(a.href);
});
addEventListener("popstate", () => location.reload());
// A browser allows six connections to one host: a hidden tab gives its own back. Each new one begins with the present state.
document.addEventListener("visibilitychange", () => { if (document.hidden) stream?.close(); else if (app.dataset.room) listen(); });

document.addEventListener("keydown", e => {
  const menu = e.key === "Escape" && e.target.closest(".menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
document.addEventListener("click", e => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(e.target)) menu.open = false;
});

// Begin where the eye should be: at an open form, else at the newest day, with the chosen case in sight.
const log = el("log");
if (log && !location.hash) {
  const show = (m, block) => {
    const before = m.previousElementSibling;
    (before?.matches(".day") ? before : m).scrollIntoView({ block });
  };
  const newest = [...log.querySelectorAll(".day")].pop(), on = log.querySelector(".on");
  newest?.scrollIntoView();
  if (on) show(on.parentNode, on.parentNode.querySelector("form.private") ? "start" : "nearest");
}
if (app.dataset.room) listen();
