// The data_visualization block: a small chart, and its numbers as a table for who cannot see it.

import { freshId, h, svg } from "./dom.js";

const WIDTH = 480;
const HEIGHT = 220;
const LEFT = 34;
const BOTTOM = 28;
const TOP = 24;

export function chart(block) {
  const { chart: made, title } = block;
  const id = freshId("chart");
  const drawing = made.type === "pie" ? pie(made) : axes(made);
  const rows = made.type === "pie"
    ? made.segments.map((one) => [one.label, [one.value]])
    : made.axis_config.categories.map((name, index) => [name, made.series.map((one) => one.data[index].value)]);
  const heads = made.type === "pie" ? ["Value"] : made.series.map((one) => one.name);
  const legend = made.type === "pie" ? made.segments.map((one) => one.label) : heads;
  return h(
    "figure",
    { class: "b b-chart", "aria-labelledby": id },
    h("figcaption", { id }, title),
    drawing,
    h("ul", { class: "legend", "aria-hidden": "true" }, legend.map((name, index) => h("li", { class: `series-${index}` }, name))),
    h(
      "table",
      { class: "sr" },
      h("thead", {}, h("tr", {}, h("td"), heads.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows.map(([name, values]) => h("tr", {}, h("th", { scope: "row" }, name), values.map((value) => h("td", {}, String(value)))))),
    ),
  );
}

function canvas(...kids) {
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", class: "drawing" }, kids);
}

function nice(most) {
  const power = 10 ** Math.floor(Math.log10(most || 1));
  return ([1, 2, 5, 10].find((one) => one * power >= most) ?? 10) * power;
}

function axes({ type, series, axis_config: { categories, x_label: below, y_label: beside } }) {
  const most = nice(Math.max(1, ...series.flatMap((one) => one.data.map((point) => point.value))));
  const inner = WIDTH - LEFT - 8;
  const depth = HEIGHT - TOP - BOTTOM;
  const slot = inner / categories.length;
  const y = (value) => TOP + depth * (1 - value / most);
  const x = (index) => LEFT + slot * (index + 0.5);
  const kids = [0, 0.5, 1].flatMap((share) => [
    svg("line", { class: "grid", x1: LEFT, x2: WIDTH - 8, y1: y(most * share), y2: y(most * share) }),
    svg("text", { class: "tick-text", x: LEFT - 6, y: y(most * share) + 4, "text-anchor": "end" }, String(+(most * share).toFixed(2))),
  ]);
  categories.forEach((name, index) => kids.push(svg("text", { class: "tick-text", x: x(index), y: HEIGHT - 10, "text-anchor": "middle" }, name)));
  if (beside) kids.push(svg("text", { class: "tick-text", x: 2, y: 11 }, beside));
  if (below) kids.push(svg("text", { class: "tick-text", x: WIDTH - 8, y: HEIGHT, "text-anchor": "end" }, below));
  series.forEach((one, number) => {
    const points = one.data.map((point, index) => [x(index), y(point.value)]);
    if (type === "bar") {
      const width = Math.min(36, (slot * 0.7) / series.length);
      points.forEach(([at, top]) => kids.push(svg("rect", {
        class: `series-${number}`, x: at - (width * series.length) / 2 + width * number, y: top, width: Math.max(1, width - 2), height: Math.max(0, TOP + depth - top), rx: 2,
      })));
      return;
    }
    const line = points.map((point) => point.join(",")).join(" ");
    if (type === "area") kids.push(svg("polygon", { class: `series-${number} area`, points: `${points[0][0]},${TOP + depth} ${line} ${points.at(-1)[0]},${TOP + depth}` }));
    kids.push(svg("polyline", { class: `series-${number} line`, points: line }));
    points.forEach(([cx, cy]) => kids.push(svg("circle", { class: `series-${number}`, cx, cy, r: 3 })));
  });
  return canvas(kids);
}

function pie({ segments }) {
  const whole = segments.reduce((sum, one) => sum + one.value, 0);
  let turn = -Math.PI / 2;
  const [cx, cy, r] = [WIDTH / 2, HEIGHT / 2, HEIGHT / 2 - 8];
  if (segments.length === 1) return canvas(svg("circle", { class: "series-0", cx, cy, r }));
  return canvas(segments.map((one, number) => {
    const to = turn + (one.value / whole) * 2 * Math.PI;
    const at = (angle) => `${cx + r * Math.cos(angle)} ${cy + r * Math.sin(angle)}`;
    const path = `M ${cx} ${cy} L ${at(turn)} A ${r} ${r} 0 ${to - turn > Math.PI ? 1 : 0} 1 ${at(to)} Z`;
    turn = to;
    return svg("path", { class: `series-${number} slice`, d: path });
  }));
}
