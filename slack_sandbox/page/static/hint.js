// A line that says what to try, where whoever runs the sandbox has one; gone once dismissed.

import { get } from "./api.js";
import { h, icon, replace } from "./dom.js";
import { S } from "./store.js";

const box = document.querySelector(".hint");
const GONE = "hint-dismissed";
let asking = false;
let again = false;

export async function refreshHint() {
  if (!S.state.hints || sessionStorage.getItem(GONE)) return;
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  const found = await get("hint").catch(() => null);
  asking = false;
  if (found) show(found.hint);
  if (again) {
    again = false;
    refreshHint();
  }
}

function show(words) {
  if (box.dataset.words === (words ?? "")) return;
  box.dataset.words = words ?? "";
  box.hidden = !words;
  replace(
    box,
    h("p", { role: "status" }, words ?? ""),
    h("button", { type: "button", class: "plain", "aria-label": "Dismiss what to try", title: "Dismiss", onclick: dismiss }, icon("close")),
  );
}

function dismiss() {
  sessionStorage.setItem(GONE, "yes");
  box.hidden = true;
  document.querySelector("#main").focus();
}
