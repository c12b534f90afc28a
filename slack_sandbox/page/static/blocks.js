// Block Kit as Slack draws it: blocks here, what can be touched in elements.js.

import { chart } from "./chart.js";
import { freshId, h, icon } from "./dom.js";
import { element } from "./elements.js";
import { mrkdwn, rich, words } from "./text.js";

export function blocks(list, ctx) {
  return list.map((one) => block(one, ctx));
}

function block(one, ctx) {
  switch (one.type) {
    case "header":
      return h(ctx.deep ? "h3" : "h2", { class: "b b-header" }, words(one.text, ctx));
    case "section":
      return section(one, ctx);
    case "context":
      return h("div", { class: "b b-context" }, one.elements.map((each) =>
        each.type === "image" ? picture(each, "b-context-image") : h("span", {}, words(each, ctx))));
    case "divider":
      return h("hr", { class: "b b-divider" });
    case "actions":
      return h("div", { class: "b b-actions" }, one.elements.map((each) => element(each, one, ctx)));
    case "input":
      return input(one, ctx);
    case "rich_text":
      return h("div", { class: "b b-rich" }, rich(one, ctx));
    case "image":
      return h("figure", { class: "b b-image" },
        one.title ? h("figcaption", {}, words(one.title, ctx)) : null, picture(one, ""));
    case "data_visualization":
      return chart(one);
    case "alert":
      return h("div", { class: `b b-alert b-alert-${one.level ?? "default"}`, role: "note" }, icon("warn"), h("div", {}, words(one.text, ctx)));
    default:
      return h("p", { class: "b b-context" }, `(a block of the kind ${one.type})`);
  }
}

function section(one, ctx) {
  return h(
    "div",
    { class: "b b-section" },
    h(
      "div",
      { class: "b-words" },
      one.text ? h("div", {}, words(one.text, ctx)) : null,
      one.fields ? h("div", { class: "b-fields" }, one.fields.map((each) => h("div", {}, words(each, ctx)))) : null,
    ),
    one.accessory
      ? h("div", { class: "b-accessory" }, one.accessory.type === "image" ? picture(one.accessory, "b-thumb") : element(one.accessory, one, ctx))
      : null,
  );
}

// Pictures are drawn only where no request has to leave this machine for them.
function picture(one, name) {
  const address = one.image_url ?? "";
  if (address && ofThisMachine(address)) return h("img", { class: name, src: address, alt: one.alt_text });
  return h("span", { class: `no-image ${name}` }, one.alt_text);
}

function ofThisMachine(address) {
  if (address.startsWith("data:image/")) return true;
  return URL.canParse(address, location.href) && new URL(address, location.href).origin === location.origin;
}

const GROUPS = new Set(["radio_buttons", "checkboxes"]);

function input(one, ctx) {
  const problem = ctx.problems?.[one.block_id];
  const labelId = freshId("label");
  const hintId = one.hint ? freshId("hint") : null;
  const problemId = problem ? freshId("problem") : null;
  const many = GROUPS.has(one.element.type);
  const drawn = element(one.element, one, ctx, {
    labelId,
    describedby: [hintId, problemId].filter(Boolean).join(" ") || null,
    invalid: Boolean(problem),
    optional: one.optional === true,
  });
  const field = drawn.matches?.("input, textarea, select, button") ? drawn : drawn.querySelector("input, textarea");
  const label = h(
    many ? "div" : "label",
    { class: "b-label", id: labelId },
    words(one.label, ctx),
    one.optional ? h("span", { class: "b-optional" }, " (optional)") : null,
  );
  if (!many && field) {
    field.id ||= freshId("field");
    label.setAttribute("for", field.id);
  }
  return h(
    "div",
    { class: `b b-input${problem ? " b-wrong" : ""}`, data: { block: one.block_id } },
    label,
    drawn,
    problem ? h("p", { class: "b-problem", id: problemId }, icon("warn"), h("span", {}, problem)) : null,
    one.hint ? h("p", { class: "b-hint", id: hintId }, words(one.hint, ctx)) : null,
  );
}

// What a message says where it has no blocks.
export function plainMessage(text, ctx) {
  return h("div", { class: "b b-text" }, mrkdwn(text, ctx));
}
