// The page: who is looking and where, and what to draw again when something changes.

import { get, listen, Refused } from "./api.js";
import { h, replace } from "./dom.js";
import { refreshHint } from "./hint.js";
import { leaveInside, refreshInside, startInside } from "./inside.js";
import { gone, markRead, put, redrawList, reloadList } from "./messages.js";
import { drawModal, refreshViews } from "./modal.js";
import { drawHome, drawPlace, openApp } from "./place.js";
import { act, announce, toast } from "./say.js";
import { drawSide, drawYou } from "./side.js";
import { appOf, peopleHere, readHash, reader, S, titleOf } from "./store.js";
import { drawTime, hidePassed } from "./timebar.js";
import { words } from "./text.js";

let stop = () => {};
let routing = 0;
let places = null;
let anew = false;
const TICK = 20_000; // so often the clock is read where time goes on by itself

async function start() {
  try {
    await learn();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    replace(document.querySelector("#main"), h("div", { class: "empty" }, h("h1", {}, "Nobody answers"), h("p", {}, error.message)));
    return;
  }
  if (!peopleHere().length) {
    replace(document.querySelector("#main"), h("div", { class: "empty" }, h("h1", {}, "Nobody is here yet"), h("p", {}, "Add people to the workspace, then load this page again.")));
    return;
  }
  startInside();
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address says who is looking where, and stays
    document.querySelector("#main").focus();
  });
  window.addEventListener("hashchange", () => {
    hidePassed();
    leaveInside();
    route();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) markRead();
  });
  setInterval(tick, TICK);
  document.addEventListener("day", () => {
    if (S.place && S.tab === "messages") redrawList();
    drawHome(true);
  });
  document.addEventListener("homes", () => drawHome());
  document.addEventListener("read", () => drawSide());
  await route();
  refreshHint();
}

async function learn() {
  S.state = await get("state");
  S.now = new Date(S.state.now);
  wait(S.state.busy);
}

async function tick() {
  const typing = document.querySelector(".top-time").contains(document.activeElement);
  if (document.hidden || typing) return;
  const found = await get("state").catch(() => null);
  if (!found || found.now === S.state.now) return;
  S.state.now = found.now;
  S.now = new Date(found.now);
  drawTime();
  drawYou();
}

// Something goes on by itself and nobody can join in yet.
function wait(why) {
  const box = document.querySelector(".waiting");
  box.hidden = !why;
  S.busy = Boolean(why);
  if (why) replace(box, h("span", { class: "spinner" }), why);
}

async function route() {
  const mine = (routing += 1);
  const asked = readHash();
  const everybody = peopleHere();
  const found = everybody.find(({ team, user }) => team.domain === asked.domain && user.handle === asked.handle) ?? everybody[0];
  if (S.me?.id !== found.user.id) await become(found);
  if (mine !== routing) return;
  const place = await wanted(asked.place);
  if (mine !== routing) return;
  const app = appOf(place);
  const tab = app && asked.more === "home" && app.home ? "home" : "messages";
  const jump = /^p(\d{10})(\d{6})$/.exec(asked.more ?? "");
  const moved = S.place?.id !== place?.id || S.tab !== tab || Boolean(jump) || mine === 1;
  S.place = place;
  S.tab = tab;
  if (!moved) return;
  document.body.classList.remove("side-shown");
  drawPlace(jump ? `${jump[1]}.${jump[2]}` : null);
  drawSide();
  name();
  if (app) await openApp(app);
}

// Be somebody else: everything on the page is theirs now.
async function become({ team, user }) {
  stop();
  S.team = team;
  S.me = user;
  S.users = new Map(team.users.map((one) => [one.id, one]));
  S.place = null;
  S.modals = [];
  const mark = document.querySelector(".team-mark");
  mark.textContent = team.name.slice(0, 1);
  document.querySelector(".team-name").textContent = team.name;
  await refreshPerson();
  stop = listen(user.id, heard, missed);
  drawYou();
  drawTime();
}

async function refreshPerson() {
  const who = S.me.id;
  const seen = await get(`people/${who}`);
  if (S.me.id !== who) return;
  S.places = new Map(seen.places.map((one) => [one.id, one]));
  S.modals = seen.modals;
  S.homes = seen.homes;
  if (S.place) S.place = S.places.get(S.place.id) ?? S.place;
  drawSide();
  drawModal();
  drawHome();
}

// The place an address names; where it names none, the fullest channel.
async function wanted(named) {
  const all = [...S.places.values()];
  if (!named) {
    if (window.matchMedia("(max-width: 720px)").matches && routing > 1) return null;
    const first = all.filter((one) => one.member && one.kind === "public").sort((a, b) => b.members.length - a.members.length)[0];
    return first ?? all.find((one) => appOf(one)) ?? null;
  }
  if (!named.startsWith("@")) return all.find((one) => one.name === named || one.id === named) ?? null;
  const other = [...S.users.values()].find((one) => one.handle === named.slice(1));
  if (!other || other.id === S.me.id) return null;
  const has = () => [...S.places.values()].find((one) => one.kind === "im" && one.members.includes(other.id) && one.member);
  if (!has()) {
    await act("open_direct", { user: other.id });
    await refreshPerson();
  }
  return has() ?? null;
}

function heard(event) {
  if (event.kind === "message") {
    news(event.message);
  } else if (event.kind === "gone") {
    if (event.channel === S.place?.id && S.tab === "messages") gone(event.ts);
    soon();
  } else if (event.kind === "views") {
    refreshViews();
  } else if (event.kind === "places") {
    soon(true);
  } else if (event.kind === "busy") {
    wait(event.why);
    if (!event.why) again();
  } else if (event.now) {
    S.now = new Date(event.now);
    drawTime();
    drawYou();
    refreshInside();
    refreshHint();
  }
}

function news(message) {
  const here = message.channel === S.place?.id && S.tab === "messages";
  const fresh = here ? put(message) : true;
  const stranger = !S.users.has(message.user);
  if (!here || stranger) soon(stranger);
  if (!fresh || message.user === S.me.id) return;
  const from = S.users.get(message.user)?.shown ?? "Somebody";
  const known = S.places.get(message.channel);
  const text = h("span", {}, words({ type: "mrkdwn", text: message.text }, reader())).textContent;
  if (here) announce(`${from}: ${text}`);
  else if (known && message.ts > known.latest) announce(`New message from ${from} in ${titleOf(known)}`);
}

// Count again what is unread, once for many changes; and who is there, if somebody may be new.
function soon(everything = false) {
  anew ||= everything;
  places ??= setTimeout(async () => {
    const whole = anew;
    places = null;
    anew = false;
    if (whole) await meet().catch(() => {});
    await refreshPerson().catch(() => {});
    if (whole && S.place && S.tab === "messages") redrawList();
    name();
  }, 60);
}

// Learn who is there now.
async function meet() {
  await learn();
  S.team = S.state.workspaces.find((one) => one.id === S.team.id);
  S.users = new Map(S.team.users.map((one) => [one.id, one]));
  S.me = S.users.get(S.me.id);
  drawYou();
}

async function again() {
  await meet();
  await refreshPerson();
  if (S.place && S.tab === "messages") reloadList();
  drawTime();
  refreshInside();
  refreshHint();
}

async function missed() {
  await again();
  toast("The sandbox answers again.");
}

function name() {
  const unread = [...S.places.values()].some((one) => one.member && one.unread && one.id !== S.place?.id);
  const where = S.place ? `${S.place.kind === "im" || S.place.kind === "mpim" ? "" : "#"}${titleOf(S.place)}` : "Conversations";
  document.title = `${unread ? "* " : ""}${where} · ${S.me.shown} · ${S.team.name} sandbox`;
}

start();
