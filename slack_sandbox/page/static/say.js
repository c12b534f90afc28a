// What the page says by itself: short notes on the screen, and for screen readers.

import { h, icon } from "./dom.js";
import { post, Refused } from "./api.js";
import { S } from "./store.js";

export function toast(text, { bad = false } = {}) {
  const box = document.querySelector(".toasts");
  const note = h("div", { class: bad ? "toast toast-bad" : "toast" }, bad ? icon("warn") : null, h("span", {}, text),
    h("button", { type: "button", class: "plain", "aria-label": "Dismiss", onclick: () => note.remove() }, icon("close")));
  box.append(note);
  while (box.children.length > 3) box.firstChild.remove();
  setTimeout(() => note.remove(), 9000);
}

export function announce(text) {
  const log = document.querySelector(".sr[role=log]");
  log.append(h("p", {}, text));
  while (log.children.length > 5) log.firstChild.remove();
}

const ERRORS = {
  operation_timeout: "did not answer within three seconds",
  dispatch_failed: "could not be reached",
  invalid_command_response: "answered with something Slack cannot show",
  invalid_json: "answered with something Slack cannot read",
};

export function failed(error, name = S.team.apps.at(-1)?.name ?? "The app") {
  return `${name} ${ERRORS[error] ?? "answered with an error"} (${error}).`;
}

// Does something as whoever is looking; says what went wrong. Null where it was not possible.
export async function act(name, body = {}) {
  try {
    const done = await post(`people/${S.me.id}/acts/${name}`, body);
    if (done.error) toast([failed(done.error), ...(done.problems ?? [])].join(" "), { bad: true });
    return done;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, { bad: true });
    return null;
  }
}

export async function trying(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, { bad: true });
    return null;
  }
}

// What an app offers in a menu that it fills itself.
export async function lookUp(where, element, query) {
  const found = await act("look_up", { where, action_id: element.action_id, query });
  return found?.options ?? [];
}
