// What opens on top: menus, pickers, and the question before a press counts.

import { avatar, freshId, h, icon, rememberFocus, replace } from "./dom.js";

// A press on what opened a popup closes it; the click that follows must not open it again.
const closedAt = new WeakMap();
let pressed = null;
document.addEventListener("pointerdown", (event) => { pressed = event.target; }, true);
document.addEventListener("keydown", () => { pressed = null; }, true);

// Shows ``node`` beside ``anchor`` until something else is pressed; Escape gives the focus back.
export function popup(anchor, node, { onclose, wide = false } = {}) {
  if (anchor.contains(pressed) && performance.now() - (closedAt.get(anchor) ?? -1000) < 250) return null;
  node.popover = "auto";
  node.classList.add("popup");
  (anchor.closest("dialog[open], main, nav, header, aside") ?? document.body).append(node);
  const place = () => {
    const box = anchor.getBoundingClientRect();
    const { innerWidth: width, innerHeight: height } = window;
    node.style.minWidth = wide ? `${Math.min(box.width, width - 16)}px` : "";
    const below = height - box.bottom - 12;
    const above = box.top - 12;
    const up = below < Math.min(node.scrollHeight, 260) && above > below;
    node.style.maxHeight = `${Math.max(120, Math.min(up ? above : below, 420))}px`;
    const size = node.getBoundingClientRect();
    node.style.left = `${Math.max(8, Math.min(box.left, width - size.width - 8))}px`;
    node.style.top = up ? `${Math.max(8, box.top - size.height - 4)}px` : `${box.bottom + 4}px`;
  };
  const close = () => node.hidePopover();
  node.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "closed") return;
    closedAt.set(anchor, performance.now());
    const held = node.contains(document.activeElement);
    const giveBack = rememberFocus(anchor);
    anchor.setAttribute("aria-expanded", "false");
    window.removeEventListener("resize", place);
    document.removeEventListener("scroll", moved, true);
    queueMicrotask(() => {
      node.remove();
      if (held) giveBack();
      onclose?.();
    });
  });
  const moved = (event) => {
    if (!node.contains(event.target)) place();
  };
  window.addEventListener("resize", place);
  document.addEventListener("scroll", moved, true);
  node.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place();
  return { close, place };
}

function step(items, event, columns) {
  const at = items.indexOf(document.activeElement);
  const by = { ArrowDown: columns, ArrowUp: -columns, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "Home") return items[0];
  if (event.key === "End") return items.at(-1);
  if (by && (columns > 1 || event.key.endsWith("n") || event.key.endsWith("p"))) {
    return items[(at + by + items.length) % items.length];
  }
  if (event.key.length === 1 && /\S/.test(event.key)) {
    const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    return rest.find((one) => one.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()));
  }
  return null;
}

// A menu of ``{label, description, glyph, run, danger}``.
export function menu(anchor, label, entries, { columns = 1 } = {}) {
  let shown = null;
  const items = entries.map((one) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: -1,
        class: one.danger ? "danger" : null,
        "aria-label": one.glyph ? one.label : null,
        title: one.glyph ? one.label : null,
        onclick: () => {
          shown.close();
          one.run();
        },
      },
      one.glyph ? h("span", { class: "emoji" }, one.glyph) : [
        h("span", { class: "menu-label" }, one.label),
        one.description ? h("span", { class: "menu-more" }, one.description) : null,
      ],
    ),
  );
  const node = h("div", {
    role: "menu",
    "aria-label": label,
    class: columns > 1 ? "menu menu-grid" : "menu",
    onkeydown: (event) => {
      if (event.key === "Tab") {
        event.preventDefault();
        shown.close();
        return;
      }
      const next = step(items, event, columns);
      if (!next) return;
      event.preventDefault();
      next.focus();
    },
  }, items);
  shown = popup(anchor, node);
  items[0]?.focus();
}

// One field with a list that opens: of one choice or of several, filtered by typing.
// ``items`` are ``{id, label, description, user, group}``; ``load`` asks for them as somebody types;
// ``onpick`` gets the chosen ids, and every row by its id.
export function picker({ label, labelledby, describedby, items, chosen, multi, most, placeholder, clearable, invalid, key, load, onpick, face }) {
  let picked = [...chosen];
  const nameOf = new Map(items.map((one) => [one.id, one]));
  const text = h("span", { class: "picker-text", id: freshId("picked") });
  const button = h(
    "button",
    {
      type: "button",
      class: face ? "picker picker-face" : "picker",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-label": labelledby ? null : label,
      "aria-labelledby": labelledby ? `${labelledby} ${text.id}` : null,
      "aria-describedby": describedby,
      "aria-invalid": invalid ? "true" : null,
      data: { key },
      onclick: open,
      onkeydown: (event) => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          event.preventDefault();
          open();
        }
      },
    },
    text,
    icon("down"),
  );

  function draw() {
    if (face) return replace(text, face(picked[0]));
    const shown = picked.map((id) => nameOf.get(id)?.label ?? id);
    // Without a label of its own its name says what is chosen, as what stands on it does.
    if (!labelledby) button.setAttribute("aria-label", shown.length ? `${label}: ${shown.join(", ")}` : label);
    button.classList.toggle("picker-empty", !shown.length);
    if (!shown.length) return replace(text, placeholder ?? (multi ? "Choose some" : "Choose one"));
    return replace(text, multi ? shown.map((one) => h("span", { class: "chip" }, one)) : shown[0]);
  }

  function open() {
    const before = JSON.stringify(picked);
    const listId = freshId("list");
    let visible = [];
    let at = 0;
    const list = h("ul", { role: "listbox", id: listId, "aria-label": label ?? placeholder ?? "Choices", "aria-multiselectable": multi ? "true" : null, class: "options" });
    const filter = h("input", {
      type: "text",
      class: "filter",
      role: "combobox",
      "aria-label": `Filter: ${label ?? placeholder ?? "choices"}`,
      "aria-expanded": "true",
      "aria-controls": listId,
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: "Type to filter",
    });
    const typing = items.length > 7 || Boolean(load);
    let asking = 0;
    const holder = typing ? filter : list;
    if (!typing) list.tabIndex = 0;

    function rows() {
      const asked = filter.value.trim().toLowerCase();
      visible = items.filter((one) => load || !asked || `${one.label} ${one.search ?? ""}`.toLowerCase().includes(asked));
      if (clearable && !multi && picked.length && !asked) visible = [{ id: null, label: "Nothing" }, ...visible];
      at = Math.min(at, Math.max(visible.length - 1, 0));
      let group = null;
      replace(list, visible.flatMap((one, index) => {
        const made = [];
        if (one.group && one.group !== group) made.push(h("li", { role: "presentation", class: "group" }, one.group));
        group = one.group;
        made.push(h(
          "li",
          {
            role: "option",
            id: `${listId}-${index}`,
            "aria-selected": picked.includes(one.id) ? "true" : "false",
            class: index === at ? "active" : null,
            onclick: () => take(index),
            onmousemove: () => move(index),
          },
          one.user ? avatar(one.user, "small") : null,
          h("span", { class: "option-text" }, h("span", {}, one.label), one.description ? h("span", { class: "menu-more" }, one.description) : null),
          picked.includes(one.id) ? icon("check") : null,
        ));
        return made;
      }));
      if (!visible.length) list.append(h("li", { class: "group", role: "presentation" }, load && !filter.value ? "Type to look something up" : "Nothing goes by that name"));
      holder.setAttribute("aria-activedescendant", visible.length ? `${listId}-${at}` : "");
    }

    function move(index) {
      if (index === at) return;
      list.querySelector(".active")?.classList.remove("active");
      at = index;
      const row = list.querySelector(`#${listId}-${at}`);
      row?.classList.add("active");
      row?.scrollIntoView({ block: "nearest" });
      holder.setAttribute("aria-activedescendant", `${listId}-${at}`);
    }

    function take(index) {
      const one = visible[index];
      if (!one) return;
      if (!multi) {
        picked = one.id === null ? [] : [one.id];
        shown.close();
        return;
      }
      if (picked.includes(one.id)) picked = picked.filter((id) => id !== one.id);
      else if (!most || picked.length < most) picked = [...picked, one.id];
      draw();
      rows();
      shown.place();
    }

    const node = h("div", {
      class: "picker-list",
      onkeydown: (event) => {
        const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
        if (by && visible.length) {
          event.preventDefault();
          move(Math.abs(by) === 1 ? (at + by + visible.length) % visible.length : Math.max(0, Math.min(visible.length - 1, at + by)));
        } else if (event.key === "Enter" || (event.key === " " && !typing)) {
          event.preventDefault();
          take(at);
        } else if (event.key === "Tab") {
          shown.close();
        } else if (!typing && event.key.length === 1) {
          const next = visible.findIndex((one) => one.label.toLowerCase().startsWith(event.key.toLowerCase()));
          if (next >= 0) move(next);
        }
      },
    }, typing ? filter : null, list);
    filter.addEventListener("input", () => {
      at = 0;
      if (load) {
        clearTimeout(asking);
        asking = setTimeout(async () => {
          const found = await load(filter.value.trim());
          for (const one of found) nameOf.set(one.id, one);
          items = found;
          rows();
          shown?.place();
        }, 200);
        return;
      }
      rows();
      shown.place();
    });
    rows();
    const shown = popup(button, node, {
      wide: !face,
      onclose: () => {
        draw();
        if (JSON.stringify(picked) !== before) onpick(picked, nameOf);
      },
    });
    if (!shown) return;
    const first = visible.findIndex((one) => picked.includes(one.id));
    if (first > 0) move(first);
    holder.focus();
    if (load) filter.dispatchEvent(new Event("input"));
  }

  draw();
  return button;
}

// Asks before a press counts; true where the person says yes.
export function confirm(asked, words) {
  const dialog = document.querySelector("dialog.confirm");
  return new Promise((resolve) => {
    let yes = false;
    replace(
      dialog,
      h("h2", { id: "confirm-title" }, words(asked.title)),
      h("div", { class: "confirm-text" }, words(asked.text)),
      h(
        "div",
        { class: "confirm-buttons" },
        h("button", { type: "button", class: "button", onclick: () => dialog.close() }, words(asked.deny)),
        h("button", {
          type: "button",
          class: `button ${asked.style === "danger" ? "button-danger" : "button-primary"}`,
          onclick: () => {
            yes = true;
            dialog.close();
          },
        }, words(asked.confirm)),
      ),
    );
    const giveBack = rememberFocus();
    dialog.addEventListener("close", () => {
      giveBack();
      resolve(yes);
    }, { once: true });
    dialog.showModal();
    dialog.querySelector("button:last-child").focus();
  });
}
