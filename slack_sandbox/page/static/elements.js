// What a person can touch in blocks. Each tells ``ctx`` what was pressed or entered:
// ``ctx.press(block, element, option)`` and ``ctx.enter(block, element, value)``.

import { freshId, h, icon } from "./dom.js";
import { confirm, menu, picker } from "./popup.js";
import { leadsOut, localMoment, richWords, secondsOf, words } from "./text.js";

export function keyOf(ctx, block, element, more = "") {
  return [ctx.name, block.block_id, element.action_id, more].join("|");
}

export function element(one, block, ctx, label = {}) {
  const kind = one.type.replace(/^multi_/, "");
  if (one.type === "button") return button(one, block, ctx);
  if (one.type === "overflow") return overflow(one, block, ctx);
  if (kind.endsWith("_select")) return select(one, kind, block, ctx, label);
  if (one.type === "radio_buttons" || one.type === "checkboxes") return ticks(one, block, ctx, label);
  if (WHEN[one.type]) return when(one, block, ctx, label);
  if (one.type === "file_input") return files(one, block, ctx, label);
  return typed(one, block, ctx, label);
}

async function asked(one, ctx) {
  return !one.confirm || (await confirm(one.confirm, (text) => words(text, ctx)));
}

function button(one, block, ctx) {
  const style = one.style ? ` button-${one.style}` : "";
  const inner = one.url && ctx.innerLink(one.url);
  const outer = one.url && !inner && leadsOut(one.url) ? one.url : null;
  const address = inner || outer;
  return h(
    address ? "a" : "button",
    {
      class: `button${style}`,
      type: address ? null : "button",
      href: address,
      target: outer ? "_blank" : null,
      rel: outer ? "noopener noreferrer" : null,
      "aria-label": one.accessibility_label,
      data: { key: keyOf(ctx, block, one, one.value ?? "") },
      onclick: async (event) => {
        const target = event.currentTarget;
        if (one.confirm && address) event.preventDefault();
        if (target.getAttribute("aria-busy") === "true" || !(await asked(one, ctx))) return;
        if (one.confirm && inner) location.assign(inner);
        else if (one.confirm && outer) window.open(outer, "_blank", "noopener");
        target.setAttribute("aria-busy", "true");
        try {
          await ctx.press(block, one, one.value);
        } finally {
          target.removeAttribute("aria-busy");
        }
      },
    },
    words(one.text, ctx),
  );
}

// What stands beside it tells one such menu from the others.
function menuName(block, ctx) {
  const beside = block.text ? h("span", {}, words(block.text, ctx)).textContent.split("\n")[0].slice(0, 60) : "";
  return beside ? `More actions: ${beside}` : "More actions";
}

function overflow(one, block, ctx) {
  return h(
    "button",
    {
      type: "button",
      class: "button button-more",
      "aria-label": menuName(block, ctx),
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      data: { key: keyOf(ctx, block, one) },
      onclick: (event) =>
        menu(event.currentTarget, "More actions", one.options.map((option) => ({
          label: option.text.text,
          description: option.description?.text,
          run: async () => {
            if (await asked(one, ctx)) await ctx.press(block, one, option.value);
          },
        }))),
    },
    icon("more"),
  );
}

function choices(one, kind, ctx) {
  if (kind === "external_select") return [];
  if (kind === "static_select") {
    const groups = one.option_groups ?? [{ options: one.options ?? [] }];
    return groups.flatMap((group) =>
      group.options.map((option) => ({
        id: option.value,
        label: option.text.text,
        description: option.description?.text,
        group: group.label?.text,
      })));
  }
  const people = () =>
    [...ctx.users.values()]
      .filter((user) => !user.deleted && user.id !== "USLACKBOT")
      .sort((a, b) => a.shown.localeCompare(b.shown))
      .map((user) => ({ id: user.id, label: user.shown, description: user.name === user.shown ? null : user.name, search: user.handle, user }));
  if (kind === "users_select") return people();
  const wanted = one.filter?.include ?? ["public", "private", "im", "mpim"];
  const places = [...ctx.channels.values()]
    .filter((place) => (kind === "channels_select" ? place.kind === "public" : wanted.includes(place.kind) && place.kind !== "im"))
    .map((place) => ({ id: place.id, label: `#${place.name}` }));
  const direct = [...ctx.channels.values()]
    .filter((place) => kind === "conversations_select" && place.kind === "im" && wanted.includes("im"))
    .map((place) => ({ id: place.id, label: ctx.users.get(place.members.find((id) => id !== ctx.me))?.shown ?? place.id }));
  return [...places, ...direct];
}

function offers(options) {
  return options.map((option) => ({ id: option.value, label: option.text.text, description: option.description?.text, option }));
}

const CHOSEN = {
  external_select: ["selected_option", "selected_options"],
  static_select: ["selected_option", "selected_options"],
  users_select: ["selected_user", "selected_users"],
  conversations_select: ["selected_conversation", "selected_conversations"],
  channels_select: ["selected_channel", "selected_channels"],
};
const INITIAL = {
  external_select: ["initial_option", "initial_options"],
  static_select: ["initial_option", "initial_options"],
  users_select: ["initial_user", "initial_users"],
  conversations_select: ["initial_conversation", "initial_conversations"],
  channels_select: ["initial_channel", "initial_channels"],
};

function ids(chosen) {
  const list = chosen === null || chosen === undefined ? [] : Array.isArray(chosen) ? chosen : [chosen];
  return list.map((one) => (typeof one === "object" ? one.value : one));
}

function select(one, kind, block, ctx, { labelId, describedby, invalid, optional }) {
  const multi = one.type.startsWith("multi_");
  const at = multi ? 1 : 0;
  const state = ctx.value(block, one);
  const chosen = state === undefined ? ids(one[INITIAL[kind][at]]) : ids(typeof state === "object" && state !== null && CHOSEN[kind][at] in state ? state[CHOSEN[kind][at]] : state);
  const external = kind === "external_select";
  const known = state === undefined ? one[INITIAL[kind][at]] : (state?.[CHOSEN[kind][at]] ?? state);
  return picker({
    label: one.placeholder?.text ?? "Choose",
    labelledby: labelId,
    describedby,
    invalid,
    items: external ? offers([known ?? []].flat().filter((each) => each?.value)) : choices(one, kind, ctx),
    load: external ? async (query) => offers(await ctx.lookUp(one, query)) : null,
    chosen,
    multi,
    most: one.max_selected_items,
    placeholder: one.placeholder?.text,
    clearable: optional,
    key: keyOf(ctx, block, one),
    onpick: async (picked, rows) => {
      if (!(await asked(one, ctx))) return ctx.redraw();
      const values = external ? picked.map((id) => rows.get(id).option) : picked;
      return ctx.enter(block, one, multi ? values : (values[0] ?? null));
    },
  });
}

function ticks(one, block, ctx, { labelId, describedby, invalid }) {
  const single = one.type === "radio_buttons";
  const state = ctx.value(block, one);
  const stored = state && typeof state === "object" && !Array.isArray(state) ? (state.selected_options ?? state.selected_option) : state;
  const chosen = new Set(state === undefined ? ids(single ? one.initial_option : one.initial_options) : ids(stored));
  const name = freshId("group");
  const group = h(
    "div",
    { class: "ticks", role: single ? "radiogroup" : "group", "aria-labelledby": labelId, "aria-label": labelId ? null : "Choices", "aria-describedby": describedby, "aria-invalid": single && invalid ? "true" : null },
    one.options.map((option) =>
      h(
        "label",
        { class: "tick" },
        h("input", {
          type: single ? "radio" : "checkbox",
          name,
          value: option.value,
          checked: chosen.has(option.value),
          data: { key: keyOf(ctx, block, one, option.value) },
          onchange: async () => {
            const now = [...group.querySelectorAll("input:checked")].map((each) => each.value);
            if (!(await asked(one, ctx))) return ctx.redraw();
            return ctx.enter(block, one, single ? (now[0] ?? null) : now);
          },
        }),
        h("span", {}, h("span", { class: "tick-label" }, words(option.text, ctx)), option.description ? h("span", { class: "menu-more" }, words(option.description, ctx)) : null),
      )),
  );
  return group;
}

// How each field of time is shown, and what it is called in the state.
const WHEN = {
  datepicker: { type: "date", state: "selected_date", initial: "initial_date", words: "Date" },
  timepicker: { type: "time", state: "selected_time", initial: "initial_time", words: "Time" },
  datetimepicker: { type: "datetime-local", state: "selected_date_time", initial: "initial_date_time", words: "Date and time" },
};

function when(one, block, ctx, { labelId, describedby, invalid }) {
  const kind = WHEN[one.type];
  const state = ctx.value(block, one);
  const stored = state === undefined ? one[kind.initial] : state && typeof state === "object" ? state[kind.state] : state;
  const exact = one.type === "datetimepicker";
  const shown = exact && stored ? localMoment(stored, ctx.zone) : stored;
  let keyed = false;
  let sent = shown ?? "";
  const send = async (field) => {
    if (field.value === sent || !field.validity.valid) return;
    sent = field.value;
    if (!(await asked(one, ctx))) return ctx.redraw();
    return ctx.enter(block, one, field.value ? (exact ? secondsOf(field.value, ctx.zone) : field.value) : null);
  };
  return h("input", {
    type: kind.type,
    class: "when",
    value: shown ?? "",
    "aria-label": labelId ? null : (one.placeholder?.text ?? kind.words),
    "aria-describedby": describedby,
    "aria-invalid": invalid ? "true" : null,
    data: { key: keyOf(ctx, block, one) },
    // A date typed digit by digit is many dates on the way; the last one counts.
    onkeydown: (event) => {
      keyed = event.key !== "Enter";
      if (event.key === "Enter") send(event.currentTarget);
    },
    onpointerdown: () => {
      keyed = false;
    },
    onchange: (event) => {
      if (!keyed) send(event.currentTarget);
    },
    onblur: (event) => send(event.currentTarget),
  });
}

function files(one, block, ctx, { describedby, invalid }) {
  return h("input", {
    type: "file",
    class: "typed",
    multiple: (one.max_files ?? 10) > 1,
    accept: one.filetypes?.map((kind) => `.${kind}`).join(","),
    "aria-describedby": describedby,
    "aria-invalid": invalid ? "true" : null,
    data: { key: keyOf(ctx, block, one) },
    onchange: (event) => ctx.enter(block, one, [...event.currentTarget.files].map(({ name, size }) => ({ name, size }))),
  });
}

function typed(one, block, ctx, { labelId, describedby, invalid }) {
  const state = ctx.value(block, one);
  const rich = one.type === "rich_text_input";
  const stored = state === undefined ? one.initial_value : state && typeof state === "object" ? (rich ? state.rich_text_value : state.value) : state;
  const shown = rich && stored?.elements ? richWords(stored) : stored;
  const long = one.multiline || rich;
  const most = one.max_length ?? (one.type === "plain_text_input" ? 3000 : null);
  const counted = one.type === "plain_text_input" && one.max_length !== undefined;
  const count = counted ? h("span", { class: "count", "aria-hidden": "true" }) : null;
  const far = counted ? h("span", { class: "sr", "aria-live": "polite" }) : null;
  const recount = (text) => {
    if (!counted) return;
    const left = most - [...text].length;
    count.textContent = String(left);
    count.classList.toggle("count-low", left < 0);
    far.textContent = left < 0 ? `${-left} characters too many` : left <= 20 ? `${left} characters left` : "";
  };
  const field = h(long ? "textarea" : "input", {
    type: long ? null : { number_input: "text", email_text_input: "email", url_text_input: "url" }[one.type] ?? "text",
    inputmode: one.type === "number_input" ? "decimal" : null,
    rows: long ? 4 : null,
    class: "typed",
    placeholder: one.placeholder?.text,
    "aria-label": labelId ? null : (one.placeholder?.text ?? "Text"),
    "aria-describedby": describedby,
    "aria-invalid": invalid ? "true" : null,
    autocomplete: "off",
    data: { key: keyOf(ctx, block, one) },
    oninput: (event) => {
      recount(event.currentTarget.value);
      ctx.typing(block, one, event.currentTarget.value);
    },
    onchange: (event) => ctx.typed(block, one, event.currentTarget.value),
  });
  field.value = shown ?? "";
  recount(field.value);
  return counted ? h("div", { class: "typed-box" }, field, count, far) : field;
}
