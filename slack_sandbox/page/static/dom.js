// Making elements. Strings become text, never markup.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, props, ...kids) {
  return fill(document.createElement(tag), props, kids);
}

export function svg(tag, props, ...kids) {
  return fill(document.createElementNS(SVG, tag), props, kids);
}

function fill(node, props, kids) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value" && "value" in node) node.value = value;
    else if (name === "checked") node.checked = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...kids.flat(Infinity).filter((kid) => kid !== null && kid !== undefined && kid !== false));
  return node;
}

export function replace(node, ...kids) {
  node.replaceChildren(...kids.flat(Infinity).filter(Boolean));
  return node;
}

let last = 0;
export function freshId(stem) {
  last += 1;
  return `${stem}-${last}`;
}

// Icons, drawn on a grid of 20.
const PATHS = {
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5Zm8 2.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7.3 11.5s1 1.8 2.7 1.8 2.7-1.8 2.7-1.8M7.5 8v.2M12.5 8v.2",
  more: "M10 5v.2M10 10v.2M10 15v.2",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4 6 10l6 6",
  down: "M5 8l5 5 5-5",
  send: "M3.5 3.8 17 10 3.5 16.2 5.2 10 3.5 3.8ZM5.2 10H11",
  bolt: "M11 2.5 4.5 11.5H10l-1 6 6.5-9H10l1-6Z",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4l2.7 1.8",
  plus: "M10 4v12M4 10h12",
  check: "M4 10.5 8 14.5 16 6",
  warn: "M10 3 18 16.5H2L10 3ZM10 8v4M10 14.3v.2",
  file: "M5 2.5h6.5L15 6v11.5H5v-15ZM11.5 2.5V6H15",
};

export function icon(name) {
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
}

// A picture of somebody: initials on a colour that is always theirs.
export function avatar(user, size = "") {
  const initials = (user?.shown ?? "?")
    .split(/[\s._-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join("");
  let hash = 7;
  for (const letter of user?.id ?? "") hash = (hash * 31 + letter.codePointAt(0)) % 997;
  const kind = user?.bot ? "avatar-app" : `avatar-${hash % 10}`;
  return h("span", { class: `avatar ${kind} ${size}`, "aria-hidden": "true" }, initials);
}

// Gives the focus back later: to what has it now, or to what was drawn in its place.
export function rememberFocus(node = document.activeElement) {
  const key = node?.closest?.("[data-key]")?.dataset.key;
  return (otherwise) => {
    const again = node?.isConnected && node !== document.body ? node : byKey(document, key);
    (again ?? otherwise)?.focus({ preventScroll: true });
  };
}

function byKey(root, key) {
  return key && [...root.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
}

// What has the focus keeps it when its surroundings are drawn anew; ``draw`` gives the new root,
// where there is one.
export function keepingFocus(root, draw) {
  const active = document.activeElement;
  const inside = root.contains(active) ? active : null;
  const key = inside?.closest("[data-key]")?.dataset.key;
  const range =
    inside && "selectionStart" in inside && typeof inside.selectionStart === "number"
      ? [inside.selectionStart, inside.selectionEnd]
      : null;
  const now = draw() ?? root;
  if (!inside || now.contains(document.activeElement)) return;
  const again = byKey(now, key);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (range && "setSelectionRange" in again) again.setSelectionRange(...range);
}
