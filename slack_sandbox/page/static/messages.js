// The messages of the open conversation: kept in order, drawn one by one, smooth with thousands.
// They are plain boxes: `content-visibility` on each made every frame slower, not faster, because
// each is a layer of its own to keep (`python -m benchmarks.page`).

import { get, post } from "./api.js";
import { blocks, plainMessage } from "./blocks.js";
import { avatar, h, icon, keepingFocus } from "./dom.js";
import { emoji, PICKED } from "./emoji.js";
import { menu } from "./popup.js";
import { act, lookUp, trying } from "./say.js";
import { appOf, linkTo, otherOf, reader, S, titleOf } from "./store.js";
import { dayName, emojiNode, isoDay, time } from "./text.js";

const GROUP_SECONDS = 300;
const NEAR_END = 60;
const EARLY = 3000; // so far from the top, earlier messages are asked for,
const AT_ONCE = 100; // so many in one go,
const AHEAD = 2000; // and so many before anybody scrolls, while there is nothing else to do

let list = null; // the <ol>
let scroller = null;
let known = []; // the messages, oldest first
let drawn = new Map(); // ts -> <li>
let more = false;
let loading = false;
let begun = false; // whether the first messages are here,
let behind = false; // and whether something changed before they were
let readUntil = "";
let pinned = true; // whether the newest message is kept in sight
let top = 0; // where the list was scrolled to
let watcher = null;
let generation = 0;

const bar = toolbar();

export function openList() {
  generation += 1;
  known = [];
  drawn = new Map();
  pinned = true;
  top = 0;
  loading = false;
  begun = false;
  behind = false;
  list = h("ol", { class: "messages", "aria-label": "Messages" });
  scroller = h("div", { class: "scroller" }, list);
  list.addEventListener("keydown", walk);
  list.addEventListener("pointerover", (event) => lend(event.target.closest(".message")));
  list.addEventListener("focusin", (event) => {
    const message = event.target.closest(".message");
    if (message) {
      roam(message);
      lend(message);
    }
  });
  scroller.addEventListener("scroll", () => {
    notice();
    if (pinned) markRead();
    if (scroller.scrollTop < EARLY) earlier();
  }, { passive: true });
  watcher?.disconnect();
  watcher = new ResizeObserver(follow);
  watcher.observe(list);
  watcher.observe(scroller);
  return scroller;
}

// Only who scrolls up leaves the end: a hint or a long draft takes room from the list, too.
function notice() {
  const moved = scroller.scrollTop < top;
  const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
  top = scroller.scrollTop;
  pinned = near || (pinned && !moved);
}

function follow() {
  if (pinned) scroller.scrollTop = scroller.scrollHeight;
}

export async function loadList(jumpTo) {
  const mine = generation;
  const found = await trying(() => get(`people/${S.me.id}/messages`, { channel: S.place.id, most: AT_ONCE }));
  if (mine !== generation) return;
  begun = true;
  if (!found) return;
  known = found.messages;
  more = found.more;
  readUntil = found.read;
  drawAll();
  // What was heard while they were on their way may be missing among them.
  if (behind) await reloadList();
  if (jumpTo) await jump(jumpTo);
  else scroller.scrollTop = scroller.scrollHeight;
  markRead();
  lookAhead();
}

// After a gap in what was heard: the same again, without moving what is read.
export async function reloadList() {
  const mine = generation;
  const most = Math.max(200, Math.min(known.length, 1000));
  const found = await trying(() => get(`people/${S.me.id}/messages`, { channel: S.place.id, most }));
  if (!found || mine !== generation) return;
  if (found.read > readUntil) {
    readUntil = found.read;
    for (const one of list.querySelectorAll(".new")) one.remove();
  }
  const fresh = new Set(found.messages.map((one) => one.ts));
  const first = found.messages[0]?.ts ?? "";
  for (const one of [...known]) if (one.ts >= first && !fresh.has(one.ts)) gone(one.ts);
  for (const one of found.messages) put(one);
}

async function earlier() {
  if (!more || loading || !known.length) return;
  loading = true;
  const mine = generation;
  const found = await trying(() => get(`people/${S.me.id}/messages`, { channel: S.place.id, most: AT_ONCE, before: known[0].ts }));
  if (found && mine === generation) {
    const height = scroller.scrollHeight;
    const at = scroller.scrollTop;
    const joint = known[0];
    known = [...found.messages, ...known];
    more = found.more;
    const made = found.messages.map((one, index) => item(one, found.messages[index - 1]));
    list.querySelector(".beginning")?.remove();
    list.prepend(...made);
    redraw(joint.ts);
    beginning();
    scroller.scrollTop = at + (scroller.scrollHeight - height);
  }
  loading = false;
  lookAhead();
}

function lookAhead() {
  const mine = generation;
  if (!more || known.length >= AHEAD) return;
  (window.requestIdleCallback ?? setTimeout)(() => {
    if (mine === generation) earlier();
  });
}

async function jump(ts) {
  for (let turns = 0; turns < 200 && more && !known.some((one) => one.ts === ts); turns += 1) await earlier();
  const message = drawn.get(ts)?.querySelector(".message");
  if (!message) return;
  pinned = false;
  message.scrollIntoView({ block: "center" });
  message.classList.add("sought");
  roam(message);
  message.focus({ preventScroll: true });
}

function drawAll() {
  list.replaceChildren(...known.map((one, index) => item(one, known[index - 1])));
  beginning();
  const last = list.querySelector("li:last-child .message");
  if (last) roam(last);
}

// The same messages again, where somebody's name or picture may be another now.
export function redrawList() {
  for (const one of known) redraw(one.ts);
}

function beginning() {
  if (more || list.querySelector(".beginning")) return;
  const place = S.place;
  const app = appOf(place);
  const words = app
    ? `This is the beginning of your messages with ${app.name}.`
    : place.kind === "im"
      ? `This conversation is just between you and ${otherOf(place).shown}.`
      : `This is the very beginning of ${place.kind === "mpim" ? "this conversation" : `#${place.name}`}.`;
  list.prepend(h("li", { class: "beginning" },
    place.kind === "im" ? avatar(otherOf(place), "large") : h("span", { class: "beginning-hash", "aria-hidden": "true" }, "#"),
    h("h2", {}, titleOf(place)), h("p", {}, words)));
}

// A message that is new, or looks different now.
export function put(message) {
  behind ||= !begun;
  if (!begun) return false;
  const at = known.findIndex((one) => one.ts === message.ts);
  if (at >= 0) {
    if (JSON.stringify(known[at]) === JSON.stringify(message)) return false;
    known[at] = message;
    redraw(message.ts);
    return false;
  }
  if (more && known.length && message.ts < known[0].ts) return false;
  // Who has just scrolled up may be known here only after this message.
  if (pinned) notice();
  if (pinned && !document.hidden) readUntil = message.ts;
  let index = known.length;
  while (index && known[index - 1].ts > message.ts) index -= 1;
  known.splice(index, 0, message);
  const next = known[index + 1];
  const made = item(message, known[index - 1]);
  if (next) drawn.get(next.ts).before(made);
  else list.append(made);
  if (next) redraw(next.ts);
  if (message.user === S.me.id) pinned = true;
  follow();
  markRead();
  return true;
}

export function gone(ts) {
  behind ||= !begun;
  const at = known.findIndex((one) => one.ts === ts);
  if (at < 0) return;
  known.splice(at, 1);
  const node = drawn.get(ts);
  const held = node.contains(document.activeElement);
  node.remove();
  drawn.delete(ts);
  if (known[at]) redraw(known[at].ts);
  if (held) (drawn.get(known[Math.min(at, known.length - 1)]?.ts)?.querySelector(".message") ?? document.querySelector("#main")).focus();
}

function redraw(ts) {
  const at = known.findIndex((one) => one.ts === ts);
  const old = drawn.get(ts);
  const lent = old.contains(bar);
  const inBar = lent && bar.contains(document.activeElement) ? document.activeElement : null;
  const onMessage = old.querySelector(".message") === document.activeElement;
  const roaming = old.querySelector(".message").tabIndex;
  const made = item(known[at], known[at - 1]);
  const message = made.querySelector(".message");
  keepingFocus(old, () => {
    old.replaceWith(made);
    if (lent) message.append(bar);
    return made;
  });
  message.tabIndex = roaming;
  (inBar ?? (onMessage ? message : null))?.focus({ preventScroll: true });
}

function context(message) {
  const where = { channel: message.channel, ts: message.ts };
  return {
    ...reader(),
    name: message.ts,
    value: (block, element) => message.values[block.block_id]?.[element.action_id],
    press: (block, element, value) => act("press", { where, block_id: block.block_id, action_id: element.action_id, value }),
    enter: (block, element, value) => act("choose", { where, block_id: block.block_id, action_id: element.action_id, value }),
    typing: () => {},
    lookUp: (element, query) => lookUp(where, element, query),
    typed: (block, element, value) => act("choose", { where, block_id: block.block_id, action_id: element.action_id, value }),
    redraw: () => redraw(message.ts),
  };
}

function item(message, before) {
  const user = S.users.get(message.user);
  const when = new Date(+message.ts * 1000);
  const day = isoDay(when, S.me.tz);
  const newDay = !before || isoDay(new Date(+before.ts * 1000), S.me.tz) !== day;
  const firstNew = message.ts > readUntil && message.user !== S.me.id && (!before || before.ts <= readUntil || before.user === S.me.id) && !known.some((one) => one.ts > readUntil && one.ts < message.ts && one.user !== S.me.id);
  const grouped = !newDay && !firstNew && before.user === message.user && !message.private && !before.private && +message.ts - +before.ts < GROUP_SECONDS;
  const name = user?.shown ?? message.user;
  const clockTime = time(when, S.me.tz);
  const stamp = h("time", { class: "stamp", datetime: when.toISOString(), title: `${dayName(when, S.me.tz, S.now)} at ${clockTime}` }, clockTime);
  const ctx = context(message);
  const edited = message.edited ? h("span", { class: "edited" }, " (edited)") : null;
  const made = h(
    "li",
    { class: grouped ? (message.blocks.length ? "grouped grouped-blocks" : "grouped") : null, data: { ts: message.ts } },
    newDay ? h("div", { class: "day" }, h("span", {}, dayName(when, S.me.tz, S.now))) : null,
    firstNew ? h("div", { class: "new" }, h("span", {}, "New")) : null,
    h(
      "article",
      { class: message.private ? "message private" : "message", tabindex: -1, "aria-label": `${name}, ${clockTime}${message.private ? ", only visible to you" : ""}` },
      message.private ? h("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      h("div", { class: "gutter" }, grouped ? stamp : avatar(user)),
      h(
        "div",
        { class: "content" },
        grouped ? null : h("div", { class: "head" }, h("span", { class: "author" }, name), user?.bot ? h("span", { class: "app-badge" }, "APP") : null, stamp,
          message.thread ? h("span", { class: "in-thread" }, "in a thread") : null),
        withEnd(message.blocks.length ? blocks(message.blocks, ctx) : [plainMessage(message.text, ctx)], edited),
        message.files.map(file),
        reactions(message),
      ),
    ),
  );
  drawn.set(message.ts, made);
  return made;
}

// "(edited)" stands behind the last words, or below where something else comes last.
function withEnd(drawn, end) {
  if (!end) return drawn;
  const last = drawn.at(-1);
  const text = last.matches(".b-text, .b-context") ? last : last.querySelector(":scope > .b-words > :last-child");
  if (!text || last.querySelector(".b-accessory")) return [...drawn, h("div", { class: "b" }, end)];
  text.append(end);
  return drawn;
}

function file(one) {
  return h("a", { class: "file", href: `api/people/${S.me.id}/files/${encodeURIComponent(one.id)}`, download: one.name || one.id }, icon("file"), h("span", {}, one.name || one.id));
}

function reactions(message) {
  if (!message.reactions.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map(({ name, users }) => {
    const mine = users.includes(S.me.id);
    const who = users.map((id) => (id === S.me.id ? "you" : (S.users.get(id)?.shown ?? id))).join(", ");
    return h(
      "button",
      {
        type: "button", class: "reaction", "aria-pressed": mine ? "true" : "false", title: `${who}: :${name}:`,
        "aria-label": `${name.replaceAll("_", " ")}, ${users.length}: ${who}`,
        data: { key: `${message.ts}|reaction|${name}` },
        onclick: () => act(mine ? "unreact" : "react", { emoji: name, message: { channel: message.channel, ts: message.ts } }),
      },
      emojiNode(name), h("span", { class: "reaction-count" }, String(users.length)));
  }));
}

// One toolbar for all messages: it stands in the one that is pointed at or has the focus.
function toolbar() {
  const target = () => {
    const ts = bar.closest("li").dataset.ts;
    return known.find((one) => one.ts === ts);
  };
  const react = (name) => {
    const message = target();
    const mine = message.reactions.some((one) => one.name === name && one.users.includes(S.me.id));
    return act(mine ? "unreact" : "react", { emoji: name, message: { channel: message.channel, ts: message.ts } });
  };
  const quick = (name) => h("button", { type: "button", class: "plain quick", title: `:${name}:`, "aria-label": `React with ${name.replaceAll("_", " ")}`, onclick: () => react(name) }, h("span", { class: "emoji" }, emoji(name)));
  return h(
    "div",
    { class: "toolbar", role: "group", "aria-label": "Actions on this message" },
    quick("ear"), quick("white_check_mark"), quick("raised_hands"),
    h("button", {
      type: "button", class: "plain", title: "Find another reaction", "aria-label": "Add a reaction", "aria-haspopup": "menu", "aria-expanded": "false",
      onclick: (event) => menu(event.currentTarget, "Reactions", PICKED.map((name) => ({ label: name.replaceAll("_", " "), glyph: emoji(name), run: () => react(name) })), { columns: 9 }),
    }, icon("smile")),
    h("button", {
      type: "button", class: "plain", title: "More actions", "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false",
      onclick: (event) => menu(event.currentTarget, "More actions", actions(target())),
    }, icon("more")),
  );
}

function actions(message) {
  const named = { channel: message.channel, ts: message.ts };
  const entries = S.team.apps.flatMap((app) =>
    app.shortcuts.filter((one) => one.type === "message").map((one) => ({
      label: one.name,
      description: app.name,
      run: () => act("message_shortcut", { callback_id: one.callback_id, app: app.user, message: named }),
    })));
  entries.push({
    label: "Copy link",
    run: () => navigator.clipboard?.writeText(`${location.origin}${location.pathname}${linkTo(S.place, `p${message.ts.replace(".", "")}`)}`),
  });
  if (message.user === S.me.id) entries.push({ label: "Delete message", danger: true, run: () => act("delete", { message: named }) });
  return entries;
}

function lend(message) {
  if (!message || message.contains(bar) || bar.querySelector("[aria-expanded=true]")) return;
  // A button that was clicked keeps the focus; only one reached by keys keeps the toolbar.
  if (bar.querySelector(":focus-visible")) return;
  if (message.classList.contains("private")) bar.remove();
  else message.append(bar);
}

function roam(message) {
  list.querySelector('.message[tabindex="0"]')?.setAttribute("tabindex", "-1");
  message.tabIndex = 0;
}

function walk(event) {
  if (!event.target.classList.contains("message")) return;
  const at = known.findIndex((one) => one.ts === event.target.closest("li").dataset.ts);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: known.length - 1 }[event.key];
  const next = to === undefined ? null : drawn.get(known[to]?.ts)?.querySelector(".message");
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export function markRead() {
  const last = known.at(-1);
  if (!last || document.hidden || !pinned || !S.place) return;
  const had = S.place.unread;
  S.place.unread = 0;
  S.place.mentions = 0;
  if (last.ts <= (S.place.read ?? "") && !had) return;
  S.place.read = last.ts;
  post(`people/${S.me.id}/read`, { channel: S.place.id, ts: last.ts }).catch(() => {});
  if (had) document.dispatchEvent(new CustomEvent("read"));
}
