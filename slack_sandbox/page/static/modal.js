// Forms on top of everything: the stack's top one, its fields, and what is wrong beside them.

import { get, post, Refused } from "./api.js";
import { blocks } from "./blocks.js";
import { avatar, h, icon, keepingFocus, rememberFocus, replace } from "./dom.js";
import { act, lookUp, toast } from "./say.js";
import { reader, S } from "./store.js";

const dialog = document.querySelector("dialog.modal");
const typedIn = new Map(); // what was entered and is not with the sandbox yet: key -> entry
let shown = ""; // what is drawn, to leave it alone where nothing changed
let shownId = null;
let giveBack = () => {}; // to where the focus was before the first form opened
let turn = Promise.resolve();

function top() {
  return (!S.busy && S.modals.at(-1)) || null;
}

const nameOf = (view, block, element) => JSON.stringify([view.id, block.block_id, element.action_id]);

// One thing after the other, so that what was typed arrives before it is sent.
function inTurn(work) {
  turn = turn.then(work, work);
  return turn;
}

function entries(view) {
  return [...typedIn.values()].filter((one) => one.view === view.id).map(({ block_id, action_id, value }) => ({ block_id, action_id, value }));
}

function forget(sent, view) {
  for (const one of sent) {
    const key = JSON.stringify([view.id, one.block_id, one.action_id]);
    if (typedIn.get(key)?.value === one.value) typedIn.delete(key);
  }
}

function context(view) {
  const keep = (block, element, value) => {
    righted(view, block);
    typedIn.set(nameOf(view, block, element), { view: view.id, block_id: block.block_id, action_id: element.action_id, value });
  };
  return {
    ...reader(),
    name: view.id,
    deep: true,
    problems: view.problems,
    value: (block, element) => {
      const name = nameOf(view, block, element);
      if (typedIn.has(name)) return typedIn.get(name).value;
      return view.values[block.block_id]?.[element.action_id];
    },
    typing: keep,
    typed: (block, element, value) => {
      keep(block, element, value);
      if (block.type === "input" && !block.dispatch_action) settle(view);
      else choose(view, block, element, value);
    },
    enter: (block, element, value) => {
      keep(block, element, value);
      if (block.type === "input" && !block.dispatch_action) return settle(view);
      return choose(view, block, element, value);
    },
    press: (block, element, value) =>
      send(view, "press", { where: "modal", block_id: block.block_id, action_id: element.action_id, value }),
    lookUp: (element, query) => lookUp("modal", element, query),
    redraw: () => drawModal(true),
  };
}

// Somebody is at the field: what was wrong there is not said any longer, until they send it again.
function righted(view, block) {
  if (!view.problems[block.block_id]) return;
  delete view.problems[block.block_id];
  const field = dialog.querySelector(`[data-block="${CSS.escape(block.block_id)}"]`);
  field.classList.remove("b-wrong");
  field.querySelector(".b-problem").remove();
  for (const one of field.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
}

// What was entered goes to the sandbox quietly; what it refuses is said when the form is sent.
function settle(view) {
  return inTurn(async () => {
    const sent = entries(view);
    if (!sent.length || top()?.id !== view.id) return;
    try {
      await post(`people/${S.me.id}/acts/fill`, { entries: sent });
      for (const one of sent) (view.values[one.block_id] ??= {})[one.action_id] = one.value;
      forget(sent, view);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  });
}

function choose(view, block, element, value) {
  typedIn.delete(nameOf(view, block, element));
  (view.values[block.block_id] ??= {})[element.action_id] = value;
  return send(view, "choose", { where: "modal", block_id: block.block_id, action_id: element.action_id, value });
}

function send(view, name, body) {
  return inTurn(async () => {
    const sent = entries(view);
    const done = await act(name, { ...body, entries: sent });
    if (done) forget(sent, view);
    return done;
  });
}

async function submit(view) {
  const button = dialog.querySelector(".modal-submit");
  // The second click of a double click: it is on its way already, or what came instead has no such button.
  if (!button || button.hasAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  const done = await inTurn(async () => {
    const sent = entries(view);
    try {
      const answer = await post(`people/${S.me.id}/acts/submit`, { entries: sent });
      forget(sent, view);
      return answer;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message, { bad: true });
      return null;
    }
  });
  button.removeAttribute("aria-busy");
  await refreshViews();
  if (done && !done.sent) (dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector(".b-wrong input"))?.focus();
}

export async function refreshViews() {
  const who = S.me.id;
  const open = await get(`people/${who}/views`);
  if (S.me.id !== who) return;
  S.modals = open.modals;
  S.homes = open.homes;
  drawModal();
  document.dispatchEvent(new CustomEvent("homes"));
}

export function drawModal(again = false) {
  const view = top();
  if (!view) {
    shown = "";
    shownId = null;
    if (dialog.open) {
      dialog.close();
      giveBack(document.querySelector(".composer textarea") ?? document.querySelector("#main"));
    }
    typedIn.clear();
    return;
  }
  const drawn = JSON.stringify([S.me.id, view.id, view.title, view.blocks, view.problems, view.error, view.submit, view.close, S.modals.length]);
  if (drawn === shown && !again) return;
  const same = view.id === shownId;
  const wrong = same && Object.keys(view.problems).length > 0;
  shown = drawn;
  shownId = view.id;
  if (!dialog.open) {
    giveBack = rememberFocus();
    draw(view);
    dialog.showModal();
    first();
    return;
  }
  const at = dialog.querySelector(".modal-body")?.scrollTop ?? 0;
  keepingFocus(dialog, () => draw(view));
  if (same) dialog.querySelector(".modal-body").scrollTop = at;
  if (!same) first();
  else if (wrong) (dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector(".b-wrong input"))?.focus();
  else if (!dialog.contains(document.activeElement) || document.activeElement === dialog) dialog.querySelector("h2").focus();
}

function first() {
  const view = top();
  const wanted = view.blocks.find((one) => one.element?.focus_on_load || one.elements?.some?.((each) => each.focus_on_load));
  const name = wanted?.element?.action_id ?? wanted?.elements?.find((one) => one.focus_on_load)?.action_id;
  const marked = name && [...dialog.querySelectorAll("[data-key]")].find((one) => one.dataset.key.split("|").includes(name));
  (marked ?? dialog.querySelector(".b-input .typed, .b-input .picker, .b-input input") ?? dialog.querySelector("h2")).focus();
}

const TROUBLE = "We had some trouble connecting. Try again?";

function draw(view) {
  const ctx = context(view);
  const stacked = S.modals.length > 1;
  const app = S.users.get(view.app);
  replace(
    dialog,
    h(
      "form",
      { novalidate: true, onsubmit: (event) => { event.preventDefault(); submit(view); } },
      h("header", { class: "modal-head" },
        stacked ? h("button", { type: "button", class: "plain", "aria-label": "Back", data: { key: "modal|back" }, onclick: () => close(view, false) }, icon("back")) : avatar(app, "small"),
        h("h2", { id: "modal-title", tabindex: -1 }, view.title),
        h("button", { type: "button", class: "plain", "aria-label": stacked ? "Close all" : "Close", data: { key: "modal|x" }, onclick: () => close(view, true) }, icon("close"))),
      view.error ? h("p", { class: "modal-error", role: "alert" }, icon("warn"), `${TROUBLE} (${view.error})`) : null,
      h("div", { class: "modal-body" }, blocks(view.blocks, ctx)),
      h("footer", { class: "modal-foot" },
        h("span", { class: "modal-app" }, app?.shown ?? ""),
        h("button", { type: "button", class: "button", data: { key: "modal|close" }, onclick: () => close(view, false) }, view.close ?? (view.submit ? "Cancel" : "Close")),
        view.submit ? h("button", { type: "submit", class: "button button-primary modal-submit", data: { key: "modal|submit" } }, view.submit) : null),
    ),
  );
}

async function close(view, all) {
  await inTurn(() => (top()?.id === view.id ? act("close", { all }) : null));
  await refreshViews();
}

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  const view = top();
  if (view) close(view, false);
});
