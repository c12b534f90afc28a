// Looking inside: what went over the wire, further tables, and what may go wrong on request.

import { get, post, remove } from "./api.js";
import { freshId, h, icon, keepingFocus, replace } from "./dom.js";
import { toast, trying } from "./say.js";
import { S } from "./store.js";
import { clock } from "./text.js";
import { hidePassed } from "./timebar.js";

const panel = document.querySelector("#inside");
const toggle = document.querySelector(".inside-toggle");
let tab = "wire";
let waiting = false;
let again = false;

export function startInside() {
  toggle.addEventListener("click", () => setOpen(panel.hidden));
}

function setOpen(open) {
  panel.hidden = !open;
  toggle.setAttribute("aria-expanded", String(open));
  document.body.classList.toggle("looking-inside", open);
  if (open) {
    hidePassed();
    refreshInside();
  } else {
    toggle.focus();
  }
}

// On a small screen it covers everything: whoever goes elsewhere wants to see where.
export function leaveInside() {
  if (panel.hidden || !window.matchMedia("(max-width: 980px)").matches) return;
  panel.hidden = true;
  toggle.setAttribute("aria-expanded", "false");
  document.body.classList.remove("looking-inside");
}

// Called whenever something went over the wire; asks at most once at a time.
export async function refreshInside() {
  if (panel.hidden) return;
  if (waiting) {
    again = true;
    return;
  }
  waiting = true;
  const shown = tab;
  const found = await trying(async () => [await get("inside"), shown.startsWith("panel") ? await get(`panels/${shown.slice(5)}`) : null]);
  waiting = false;
  if (found && !panel.hidden && tab === shown) keepingFocus(panel, () => draw(...found));
  if (again) {
    again = false;
    setTimeout(refreshInside, 200);
  }
}

function draw(inside, table) {
  const tabs = [["wire", "On the wire"], ...S.state.panels.map((title, index) => [`panel${index}`, title]), ["wrong", "Go wrong"]];
  const at = panel.querySelector(".inside-body")?.scrollTop ?? 0;
  replace(
    panel,
    h("header", {}, h("h2", {}, "Inside"), h("button", { type: "button", class: "plain", "aria-label": "Close", data: { key: "inside|x" }, onclick: () => setOpen(false) }, icon("close"))),
    h("div", {
      class: "tabs", role: "tablist", "aria-label": "Inside",
      onkeydown: (event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        const names = tabs.map(([name]) => name);
        tab = names[(names.indexOf(tab) + by + names.length) % names.length];
        refreshInside().then(() => panel.querySelector("[role=tab][aria-selected=true]")?.focus());
      },
    }, tabs.map(([name, words]) =>
      h("button", {
        type: "button", role: "tab", id: `tab-${name}`, "aria-selected": name === tab ? "true" : "false", "aria-controls": "inside-body", tabindex: name === tab ? 0 : -1, data: { key: `inside|${name}` },
        onclick: () => {
          tab = name;
          refreshInside();
        },
      }, words, name === "wrong" && (inside.faults.some(left) || inside.history_lag) ? h("span", { class: "dot-on", title: "Something is set to go wrong" }) : null))),
    h("div", { class: "inside-body", id: "inside-body", role: "tabpanel", "aria-labelledby": `tab-${tab}`, tabindex: 0 },
      table ? tableOf(table) : tab === "wrong" ? wrong(inside) : wire(inside)),
  );
  panel.querySelector(".inside-body").scrollTop = at;
}

function wire({ rows, calls, deliveries }) {
  return [
    h("p", { class: "note" }, `${calls} calls of apps, ${deliveries} deliveries to them. The newest are first.`),
    h("ol", { class: "wire" }, rows.map((row) => {
      const { day, time } = clock(new Date(row.at), S.me.tz);
      return h("li", { class: row.well ? `way-${row.way}` : `way-${row.way} bad` },
        h("span", { class: "wire-when" }, `${day} ${time}`),
        h("span", { class: "wire-what" }, h("strong", {}, row.who), ` ${row.what}`),
        h("span", { class: "wire-how" }, h("code", {}, row.name), h("span", { class: "wire-outcome" }, row.outcome)));
    })),
  ];
}

function tableOf(table) {
  return [
    table.note ? h("p", { class: "note" }, table.note) : null,
    h("div", { class: "table-box" }, h("table", {},
      h("thead", {}, h("tr", {}, table.columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, table.rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell))))))),
    table.rows.length ? null : h("p", { class: "note" }, "Nothing yet."),
  ];
}

const left = (fault) => fault.times === null || fault.struck < fault.times;
const METHODS = [
  ["chat.postMessage", "when it writes a message"],
  ["chat.update", "when it redraws a message"],
  ["views.open", "when it opens a form"],
  ["views.publish", "when it draws Home"],
  ["*", "whatever it calls"],
];
const TIMES = [[1, "once"], [3, "three times"], [20, "twenty times"]];
const chosen = { kind: "500_after", method: "chat.postMessage", times: 1 };

function wrong({ kinds, faults, history_lag: lag, undelivered }) {
  return [
    h("p", { class: "note" }, "Slack misbehaves at times. Switch something on, go on as before, and see that nothing is lost or doubled."),
    h("form", {
      class: "wrong",
      onsubmit: async (event) => {
        event.preventDefault();
        await trying(() => post("faults", chosen));
        refreshInside();
      },
    },
      choice("What goes wrong", "kind", kinds.map((one) => [one.kind, one.words])),
      choice("When", "method", METHODS),
      choice("How often", "times", TIMES),
      h("button", { type: "submit", class: "button button-primary", data: { key: "wrong|on" } }, "Let it go wrong")),
    h("label", { class: "tick" },
      h("input", {
        type: "checkbox", checked: lag > 0, data: { key: "wrong|lag" },
        onchange: async (event) => {
          const on = event.currentTarget.checked;
          await trying(() => post("faults", { history_lag: on ? 5 : 0 }));
          refreshInside();
        },
      }),
      h("span", {}, "What was written shows in the history only after 5 seconds")),
    faults.length ? h("ul", { class: "faults" }, faults.map((one) => h("li", { class: left(one) ? "on" : null }, h("strong", {}, one.words), ` ${METHODS.find(([name]) => name === one.method)?.[1] ?? one.method}: struck ${one.struck} of ${one.times ?? "any"}`))) : null,
    h("div", { class: "wrong-buttons" },
      faults.length || lag ? h("button", { type: "button", class: "button", data: { key: "wrong|off" }, onclick: async () => { await trying(() => remove("faults")); refreshInside(); } }, "Nothing goes wrong any more") : null,
      undelivered ? h("button", {
        type: "button", class: "button", data: { key: "wrong|again" },
        onclick: async () => {
          const done = await trying(() => post("redeliver"));
          if (done) toast(`${done.repeated} deliveries were repeated.`);
          refreshInside();
        },
      }, `Repeat what was not accepted (${undelivered})`) : null),
  ];
}

function choice(words, name, options) {
  const id = freshId("choice");
  return h("div", {}, h("label", { for: id }, words),
    h("select", {
      id, data: { key: `wrong|${name}` },
      onchange: (event) => {
        chosen[name] = name === "times" ? +event.currentTarget.value : event.currentTarget.value;
      },
    }, options.map(([value, text]) => h("option", { value, selected: chosen[name] === value }, text))));
}
