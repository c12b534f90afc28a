// Where a person writes: words, slash commands with their hints, people, channels and emoji.

import { avatar, h, icon, replace } from "./dom.js";
import { emoji, emojiNames } from "./emoji.js";
import { menu } from "./popup.js";
import { act } from "./say.js";
import { S, titleOf } from "./store.js";

const drafts = new Map();

export function composer() {
  const place = S.place;
  const me = S.me;
  const draft = `${me.id}|${place.id}`;
  const name = place.kind === "im" || place.kind === "mpim" ? titleOf(place) : `#${place.name}`;
  let offers = [];
  let at = 0;
  const offered = h("ul", { class: "offers", id: "offers", role: "listbox", "aria-label": "Suggestions", hidden: true });
  const hint = h("p", { class: "command-hint", id: "command-hint", hidden: true });
  const field = h("textarea", {
    rows: 1,
    "aria-label": `Message ${name}`,
    placeholder: `Message ${name}`,
    "aria-autocomplete": "list",
    "aria-controls": "offers",
    "aria-describedby": "command-hint",
    autocomplete: "off",
    data: { key: "composer" },
  });
  const sendButton = h("button", { type: "button", class: "send", "aria-label": "Send", title: "Send", onclick: send }, icon("send"));
  const global = S.team.apps.flatMap((app) => app.shortcuts.filter((one) => one.type === "global").map((one) => ({ app, one })));

  function fit() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
    sendButton.disabled = !field.value.trim();
  }

  function commands() {
    return S.team.apps.flatMap((app) => app.commands.map((one) => ({ ...one, app })));
  }

  // What could stand at the caret.
  function found() {
    const before = field.value.slice(0, field.selectionStart);
    if (/^\/\S*$/.test(before)) {
      return commands().filter((one) => one.command.startsWith(before)).map((one) => ({
        from: 0, insert: `${one.command} `, face: avatar(S.users.get(one.app.user), "small"),
        label: [h("strong", {}, one.command), " ", h("span", { class: "offer-hint" }, one.hint)], more: one.description,
      }));
    }
    const [, mark, start] = /(?:^|[\s(])([@#:])([\w.+-]*)$/.exec(before) ?? [];
    if (!mark || (mark === ":" && start.length < 2)) return [];
    const from = before.length - start.length - 1;
    const asked = start.toLowerCase();
    if (mark === "@") {
      const here = (user) => (place.members.includes(user.id) ? 0 : 1);
      return [...S.users.values()]
        .filter((user) => !user.deleted && user.id !== "USLACKBOT" && (user.handle.startsWith(asked) || `${user.shown} ${user.name}`.toLowerCase().split(" ").some((word) => word.startsWith(asked))))
        .sort((a, b) => here(a) - here(b) || a.shown.localeCompare(b.shown))
        .slice(0, 8)
        .map((user) => ({ from, insert: `@${user.handle} `, face: avatar(user, "small"), label: h("strong", {}, user.shown), more: user.name === user.shown ? `@${user.handle}` : user.name }));
    }
    if (mark === "#") {
      return [...S.places.values()]
        .filter((one) => (one.kind === "public" || one.kind === "private") && one.name.startsWith(asked))
        .slice(0, 8)
        .map((one) => ({ from, insert: `#${one.name} `, label: h("strong", {}, `#${one.name}`) }));
    }
    return emojiNames(asked).slice(0, 8).map((one) => ({ from, insert: `${emoji(one)} `, face: h("span", { class: "emoji" }, emoji(one)), label: `:${one}:` }));
  }

  function look() {
    offers = found();
    at = 0;
    show();
    const command = /^(\/\S+)\s/.exec(field.value);
    const known = command && commands().find((one) => one.command === command[1]);
    hint.hidden = !known || offers.length > 0;
    if (known) replace(hint, h("strong", {}, known.command), " ", known.hint);
  }

  function show() {
    offered.hidden = !offers.length;
    replace(offered, offers.map((one, index) =>
      h("li", {
        role: "option", id: `offer-${index}`, "aria-selected": index === at ? "true" : "false", class: index === at ? "active" : null,
        onpointerdown: (event) => {
          event.preventDefault();
          take(one);
        },
      }, one.face, h("span", { class: "option-text" }, h("span", {}, one.label), one.more ? h("span", { class: "menu-more" }, one.more) : null))));
    if (offers.length) field.setAttribute("aria-activedescendant", `offer-${at}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function take(one) {
    const end = field.selectionStart;
    field.setRangeText(one.insert, one.from, end, "end");
    changed();
    field.focus();
  }

  function changed() {
    drafts.set(draft, field.value);
    fit();
    look();
  }

  async function send() {
    const text = field.value;
    if (!text.trim()) return;
    offers = [];
    show();
    hint.hidden = true;
    field.value = "";
    drafts.delete(draft);
    fit();
    const [, command, rest] = /^(\/\S+)\s*([\s\S]*)$/.exec(text.trim()) ?? [];
    const done = command
      ? await act("command", { command, text: rest, channel: place.id })
      : await act("say", { text, channel: place.id });
    if (done && !done.error) return;
    // Nothing that was typed is lost.
    drafts.set(draft, text);
    if (S.place?.id === place.id && S.me.id === me.id && !field.value) {
      field.value = text;
      fit();
    }
  }

  field.addEventListener("input", changed);
  field.addEventListener("click", look);
  field.addEventListener("blur", () => {
    offers = [];
    show();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (offers.length) {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by) {
        event.preventDefault();
        at = (at + by + offers.length) % offers.length;
        show();
        return;
      }
      const whole = offers[at].from === 0 && field.value.trim() === offers[at].insert.trim();
      if (event.key === "Tab" || (event.key === "Enter" && !whole)) {
        event.preventDefault();
        take(offers[at]);
        return;
      }
      if (event.key === "Escape") {
        event.stopPropagation();
        offers = [];
        show();
        return;
      }
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  });
  field.value = drafts.get(draft) ?? "";
  requestAnimationFrame(fit);

  return h(
    "div",
    { class: "composer" },
    offered,
    hint,
    h(
      "div",
      { class: "composer-box" },
      field,
      h(
        "div",
        { class: "composer-bar" },
        h("button", {
          type: "button", class: "plain", "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "menu", "aria-expanded": "false", disabled: !global.length,
          onclick: (event) =>
            menu(event.currentTarget, "Shortcuts", global.map(({ app, one }) => ({
              label: one.name,
              description: one.description || app.name,
              run: () => act("shortcut", { callback_id: one.callback_id, app: app.user }),
            }))),
        }, icon("bolt")),
        insert("/", "Run a command", "/"),
        insert("@", "Mention somebody", "@"),
        h("span", { class: "composer-keys", "aria-hidden": "true" }, "Enter to send"),
        sendButton,
      ),
    ),
  );

  function insert(text, words, shown) {
    return h("button", {
      type: "button", class: "plain glyph", "aria-label": words, title: words,
      onclick: () => {
        const lead = text === "/" || !field.value || /\s$/.test(field.value) ? "" : " ";
        if (text === "/" && field.value) field.value = "";
        field.setRangeText(lead + text, field.value.length, field.value.length, "end");
        field.focus();
        changed();
      },
    }, shown);
  }
}
