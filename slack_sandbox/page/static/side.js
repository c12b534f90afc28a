// The side bar: channels, direct messages, apps; and who is looking.

import { avatar, h, icon, keepingFocus, replace } from "./dom.js";
import { menu, picker } from "./popup.js";
import { clock } from "./text.js";
import { appOf, linkTo, otherOf, peopleHere, S, titleOf } from "./store.js";

export function drawSide() {
  const side = document.querySelector(".side");
  const places = [...S.places.values()].filter((one) => !one.archived);
  const channels = places
    .filter((one) => one.member && (one.kind === "public" || one.kind === "private"))
    .sort((a, b) => a.name.localeCompare(b.name));
  const direct = places
    .filter((one) => (one.kind === "im" || one.kind === "mpim") && !appOf(one) && one.member && (one.latest || one.id === S.place?.id))
    .sort((a, b) => titleOf(a).localeCompare(titleOf(b)));
  keepingFocus(side, () =>
    replace(
      side,
      section("Channels", channels.map((one) => row(one, h("span", { class: "hash", "aria-hidden": "true" }, one.kind === "private" ? "🔒" : "#")))),
      section("Direct messages", direct.map((one) => row(one, avatar(one.kind === "im" ? otherOf(one) : null, "small"))), newMessage()),
      section("Apps", S.team.apps.map(appRow)),
      h("p", { class: "side-note" }, "A sandbox on this machine. It is not Slack and no production server; nothing here leaves this machine."),
    ));
}

function section(title, rows, more) {
  const id = `side-${title.toLowerCase().replace(" ", "-")}`;
  return h("section", { "aria-labelledby": id }, h("h2", { id }, title), h("ul", {}, rows.map((one) => h("li", {}, one)), more ? h("li", {}, more) : null));
}

function row(place, face, name = titleOf(place), more = "") {
  const open = S.place?.id === place.id;
  const unread = !open || document.hidden ? place.unread : 0;
  return h(
    "a",
    {
      class: unread ? "side-row side-unread" : "side-row",
      href: linkTo(place, more),
      "aria-current": open ? "page" : null,
      data: { key: `side|${place.id}` },
    },
    face,
    h("span", { class: "side-name" }, name),
    unread ? h("span", { class: "sr" }, `, ${unread} unread`) : null,
    unread && place.mentions ? h("span", { class: "badge", "aria-hidden": "true" }, String(place.mentions)) : null,
  );
}

function appRow(app) {
  const place = [...S.places.values()].find((one) => one.kind === "im" && one.members.includes(app.user));
  const user = S.users.get(app.user);
  if (place) return row(place, avatar(user, "small"), app.name, place.unread || !app.home ? "" : "home");
  return h("a", { class: "side-row", href: `#/${S.team.domain}/${S.me.handle}/${encodeURIComponent(`@${user.handle}`)}/home` }, avatar(user, "small"), h("span", { class: "side-name" }, app.name));
}

function newMessage() {
  return h(
    "button",
    {
      type: "button",
      class: "side-row side-more",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      data: { key: "side|new" },
      onclick: (event) =>
        menu(event.currentTarget, "Write to", [...S.users.values()]
          .filter((user) => !user.bot && !user.deleted && user.id !== S.me.id)
          .sort((a, b) => a.shown.localeCompare(b.shown))
          .map((user) => ({
            label: user.shown,
            run: () => {
              location.hash = `#/${S.team.domain}/${S.me.handle}/${encodeURIComponent(`@${user.handle}`)}`;
            },
          }))),
    },
    icon("plus"),
    h("span", { class: "side-name" }, "New message"),
  );
}

// Whoever is looking, and the others one can look as.
export function drawYou() {
  const several = S.state.workspaces.length > 1;
  const items = peopleHere().map(({ team, user }) => ({
    id: user.id,
    label: user.shown,
    search: `${user.name} ${user.title}`,
    user,
    group: several ? team.name : null,
    description: [user.title, user.name === user.shown ? null : user.name, `${user.tz.split("/").at(-1).replaceAll("_", " ")} ${clock(S.now, user.tz).time}`].filter(Boolean).join(" · "),
  }));
  const box = document.querySelector(".you");
  // Nobody chooses from a list that is drawn anew under the hand.
  if (box.querySelector("[aria-expanded=true]")) return;
  keepingFocus(box, () =>
    replace(box, picker({
      label: `You are ${S.me.shown}. Be somebody else`,
      items,
      chosen: [S.me.id],
      key: "you",
      face: (id) => {
        const user = peopleHere().find((one) => one.user.id === id)?.user ?? S.me;
        return [avatar(user, "small"), h("span", { class: "you-words" }, h("span", { class: "you-are" }, "You are"), h("span", { class: "you-name" }, user.shown))];
      },
      onpick: ([id]) => {
        const { team, user } = peopleHere().find((one) => one.user.id === id);
        const stay = team.id === S.team.id && S.place && S.place.kind !== "im" && S.place.kind !== "mpim";
        const app = team.id === S.team.id && appOf(S.place);
        const there = stay ? encodeURIComponent(S.place.name) : app ? `${encodeURIComponent(`@${S.users.get(app.user).handle}`)}${S.tab === "home" ? "/home" : ""}` : "";
        location.hash = `#/${team.domain}/${user.handle}/${there}`;
      },
    })));
}
