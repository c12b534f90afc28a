// The workspace's now, and the ways to let time pass; what came on the way is listed.

import { avatar, h, icon, keepingFocus, replace } from "./dom.js";
import { post } from "./api.js";
import { announce, trying } from "./say.js";
import { drawYou } from "./side.js";
import { S } from "./store.js";
import { clock, isoDay } from "./text.js";

const box = document.querySelector(".passed");
let moving = false;
let today = ""; // the day that "today" was drawn for
let newDay = null;

export function drawTime() {
  const bar = document.querySelector(".top-time");
  const { day, year, time } = clock(S.now, S.me.tz);
  if (today && today !== day) {
    newDay ??= setTimeout(() => {
      newDay = null;
      document.dispatchEvent(new CustomEvent("day"));
    }, 100);
  }
  today = day;
  const zone = S.me.tz.split("/").at(-1).replaceAll("_", " ");
  const step = (name, words, short) =>
    h("button", { type: "button", "aria-label": words, title: words, disabled: moving, data: { key: `time|${name}` }, onclick: () => move({ step: name }) }, h("span", { class: "long" }, words), h("span", { class: "short", "aria-hidden": "true" }, short));
  keepingFocus(bar, () =>
    replace(
      bar,
      h("span", { class: "now", "aria-live": "off" }, icon("clock"), h("span", { class: "now-day" }, day, h("span", { class: "now-year" }, ` ${year}`)), h("strong", {}, time), h("span", { class: "now-zone" }, zone)),
      h("span", { class: "steps", "aria-busy": moving ? "true" : null },
        step("hour", "+ 1 hour", "+1 h"),
        step("morning", "Next working morning", "Morning"),
        step("week", "+ 1 week", "+1 w"),
        h("label", { class: "to-date" }, h("span", { class: "sr" }, "Let time pass until the morning of"),
          h("input", {
            type: "date", min: isoDay(S.now, S.me.tz), disabled: moving, data: { key: "time|date" }, title: "Let time pass until a day",
            onkeydown: (event) => {
              if (event.key === "Enter") until(event.currentTarget);
              else event.currentTarget.dataset.keyed = "yes";
            },
            onpointerdown: (event) => delete event.currentTarget.dataset.keyed,
            onchange: (event) => {
              if (!event.currentTarget.dataset.keyed) until(event.currentTarget);
            },
          })),
      ),
      moving ? h("span", { class: "spinner", role: "status", "aria-label": "Time is passing" }) : null,
    ));
}

function until(field) {
  if (field.value) move({ date: field.value });
}

async function move(to) {
  if (moving) return;
  moving = true;
  drawTime();
  const done = await trying(() => post("time", { ...to, as: S.me.id }));
  moving = false;
  if (done) {
    S.now = new Date(done.now);
    drawYou();
    showPassed(done.seen);
  }
  drawTime();
}

export function hidePassed() {
  box.hidden = true;
}

box.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hidePassed();
});

function showPassed(seen) {
  const words = seen.length === 0 ? "Nothing came on the way." : seen.length === 1 ? "One message came on the way." : `${seen.length} messages came on the way.`;
  const { day, time } = clock(S.now, S.me.tz);
  announce(`It is ${day}, ${time}. ${words}`);
  replace(
    box,
    h("header", {}, h("h2", {}, `It is ${day}, ${time}`),
      h("button", { type: "button", class: "plain", "aria-label": "Close", onclick: hidePassed }, icon("close"))),
    h("p", {}, words),
    seen.length ? h("ol", {}, seen.map(passed)) : null,
  );
  box.hidden = false;
}

function passed(one) {
  const team = S.state.workspaces.find((each) => each.users.some((user) => user.id === one.who));
  const who = team.users.find((user) => user.id === one.who);
  const from = team.users.find((user) => user.id === one.from);
  const place = S.places.get(one.channel);
  const where = place && place.kind !== "im" ? encodeURIComponent(place.name) : encodeURIComponent(`@${from.handle}`);
  const { day, time } = clock(new Date(one.at), who.tz);
  return h("li", {},
    h("a", { href: `#/${team.domain}/${who.handle}/${where}` },
      avatar(who, "small"),
      h("span", { class: "passed-words" },
        h("span", { class: "passed-head" }, h("strong", {}, who.shown), ` ${day}, ${time}`, place && place.kind !== "im" ? ` · #${place.name}` : ""),
        h("span", {}, one.text))));
}
