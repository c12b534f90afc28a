// The middle of the page: a conversation or an app, its heading, its messages or its Home.

import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { avatar, h, icon, keepingFocus, replace } from "./dom.js";
import { loadList, openList } from "./messages.js";
import { act, lookUp } from "./say.js";
import { appOf, linkTo, otherOf, reader, S, titleOf } from "./store.js";
import { clock } from "./text.js";

const main = document.querySelector("#main");

export function drawPlace(jumpTo) {
  const place = S.place;
  document.body.classList.toggle("at-place", Boolean(place));
  if (!place) {
    replace(main, h("div", { class: "empty" }, h("h1", {}, S.team.name), h("p", {}, "Choose a conversation on the left.")));
    return;
  }
  const app = appOf(place);
  if (app && S.tab === "home") {
    replace(main, heading(place, app), h("div", { class: "scroller home", tabindex: 0, role: "region", "aria-label": `Home of ${app.name}` }));
    drawHome(true);
    return;
  }
  replace(main, heading(place, app), openList(), foot(place, app));
  loadList(jumpTo);
  // Where nothing has the focus yet, one can write at once; on a phone that would open its keyboard.
  if (document.activeElement === document.body && !window.matchMedia("(max-width: 720px)").matches) {
    main.querySelector(".composer textarea")?.focus({ preventScroll: true });
  }
}

function heading(place, app) {
  const back = h("a", { class: "to-side plain", href: `#/${S.team.domain}/${S.me.handle}/`, "aria-label": "All conversations" }, icon("back"));
  if (app) {
    const tab = (name, words) => h("a", { href: linkTo(place, name === "home" ? "home" : ""), "aria-current": S.tab === name ? "page" : null, data: { key: `tab|${name}` } }, words);
    return h("header", { class: "place-head" }, back, avatar(S.users.get(app.user)), h("h1", {}, app.name), h("span", { class: "app-badge" }, "APP"),
      h("nav", { class: "place-tabs", "aria-label": app.name }, app.home ? tab("home", "Home") : null, tab("messages", "Messages")));
  }
  if (place.kind === "im") {
    const other = otherOf(place);
    return h("header", { class: "place-head" }, back, avatar(other), h("h1", {}, other.shown),
      h("span", { class: "place-about" }, [other.name === other.shown ? null : other.name, `${clock(S.now, other.tz).time} in ${other.tz.split("/").at(-1).replaceAll("_", " ")}`].filter(Boolean).join(" · ")));
  }
  const people = place.members.map((id) => S.users.get(id)).filter(Boolean);
  return h("header", { class: "place-head" }, back,
    h("h1", {}, place.kind === "mpim" ? titleOf(place) : [h("span", { class: "hash", "aria-hidden": "true" }, place.kind === "private" ? "🔒" : "#"), place.name]),
    h("span", { class: "faces", title: people.map((one) => one.shown).join(", ") },
      people.filter((one) => !one.bot).slice(0, 3).map((one) => avatar(one, "small")), h("span", { class: "faces-count" }, String(people.length)), h("span", { class: "sr" }, " members")));
}

function foot(place, app) {
  if (app?.read_only) return h("p", { class: "no-composer" }, "Sending messages to this app has been turned off.");
  if (!place.member) return h("p", { class: "no-composer" }, "You are looking at ", h("strong", {}, `#${place.name}`), " without being in it.");
  return composer();
}

export async function openApp(app) {
  await act(S.tab === "home" ? "open_home" : "open_messages", { app: app.user });
}

export function drawHome(anew = false) {
  const box = main.querySelector(".home");
  const app = appOf(S.place);
  if (!box || !app) return;
  const view = S.homes[app.user];
  const now = JSON.stringify(view ?? null);
  if (!anew && box.dataset.drawn === now) return;
  const at = box.scrollTop;
  keepingFocus(box, () => {
    if (!view) {
      replace(box, h("p", { class: "empty" }, `${app.name} has not drawn its Home yet.`));
      return;
    }
    const where = { home: app.user };
    const send = (name) => (block, element, value) => act(name, { where, block_id: block.block_id, action_id: element.action_id, value });
    replace(box, h("div", { class: "home-inner" }, blocks(view.blocks, {
      ...reader(),
      name: view.id,
      problems: view.problems,
      value: (block, element) => view.values[block.block_id]?.[element.action_id],
      press: send("press"),
      enter: send("choose"),
      typed: send("choose"),
      typing: () => {},
      lookUp: (element, query) => lookUp(where, element, query),
      redraw: () => drawHome(true),
    })));
  });
  box.dataset.drawn = now;
  box.scrollTop = at;
}
