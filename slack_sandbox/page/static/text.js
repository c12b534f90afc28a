// Slack's text as it is read: mrkdwn, rich text, moments in the viewer's zone, emoji.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";

const NEAR = new Map([[0, "today"], [1, "tomorrow"], [-1, "yesterday"]]);
const formatters = new Map();

function parts(date, zone, options) {
  const name = zone + JSON.stringify(options);
  if (!formatters.has(name)) {
    formatters.set(name, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  }
  const found = {};
  for (const part of formatters.get(name).formatToParts(date)) found[part.type] = part.value;
  return found;
}

const WHOLE = {
  year: "numeric", month: "long", day: "numeric", weekday: "long",
  hour: "numeric", minute: "2-digit", second: "2-digit", hour12: true,
};
const SHORT = { month: "short" };
const NUMBERS = { year: "numeric", month: "2-digit", day: "2-digit" };

function dayNumber(date, zone) {
  const { year, month, day } = parts(date, zone, NUMBERS);
  return Date.UTC(+year, +month - 1, +day) / 86400000;
}

function ordinal(day) {
  const n = +day;
  if (n % 100 >= 11 && n % 100 <= 13) return `${n}th`;
  return `${n}${{ 1: "st", 2: "nd", 3: "rd" }[n % 10] ?? "th"}`;
}

export function time(date, zone) {
  const { hour, minute, dayPeriod } = parts(date, zone, WHOLE);
  return `${hour}:${minute} ${dayPeriod}`;
}

export function clock(date, zone) {
  const { weekday, day, month, year } = parts(date, zone, {
    weekday: "short", day: "numeric", month: "short", year: "numeric",
  });
  return { day: `${weekday} ${day} ${month}`, year, time: time(date, zone) };
}

export function isoDay(date, zone) {
  const { year, month, day } = parts(date, zone, NUMBERS);
  return `${year}-${month}-${day}`;
}

// A moment as a field for date and time shows it, in somebody's zone; and back to seconds.
export function localMoment(seconds, zone) {
  const { year, month, day, hour, minute } = parts(new Date(seconds * 1000), zone, {
    ...NUMBERS, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

export function secondsOf(local, zone) {
  const wanted = Date.parse(`${local}Z`) / 1000;
  let at = wanted;
  for (let turn = 0; turn < 2; turn += 1) at += wanted - Date.parse(`${localMoment(at, zone)}Z`) / 1000;
  return at;
}

export function dayName(date, zone, now) {
  const near = NEAR.get(dayNumber(date, zone) - dayNumber(now, zone));
  if (near) return near[0].toUpperCase() + near.slice(1);
  const { weekday, month, day, year } = parts(date, zone, WHOLE);
  const other = year === parts(now, zone, WHOLE).year ? "" : `, ${year}`;
  return `${weekday}, ${month} ${ordinal(day)}${other}`;
}

const HALF_A_YEAR = 182;
const UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];

function ago(seconds) {
  const [unit, length] = UNITS.find(([, one]) => Math.abs(seconds) >= one) ?? [];
  if (!unit) return "just now";
  const count = Math.floor(Math.abs(seconds) / length);
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

// The first of January 9999. Whoever writes a number that no calendar knows must break nothing.
const LAST_MOMENT = 253370764800;
const isMoment = (seconds) => seconds <= LAST_MOMENT;

// A moment as Slack writes it: the year is left out where nobody could take it for another.
export function moment(seconds, pattern, { zone, now }) {
  const date = new Date(seconds * 1000);
  const long = parts(date, zone, WHOLE);
  const short = parts(date, zone, SHORT).month;
  const num = parts(date, zone, NUMBERS);
  const days = dayNumber(date, zone) - dayNumber(now, zone);
  const near = NEAR.get(days);
  const year = Math.abs(days) < HALF_A_YEAR ? "" : `, ${long.year}`;
  const divider = long.year === parts(now, zone, WHOLE).year ? "" : `, ${long.year}`;
  const day = `${long.weekday}, ${long.month} ${ordinal(long.day)}`;
  const forms = {
    date_num: `${num.year}-${num.month}-${num.day}`,
    date_slash: `${num.month}/${num.day}/${num.year}`,
    date: `${long.month} ${ordinal(long.day)}${year}`,
    date_short: `${short} ${long.day}${year}`,
    date_long: `${day}${year}`,
    date_long_full: `${long.month} ${long.day}, ${long.year}`,
    day_divider: `${day}${divider}`,
    time: `${long.hour}:${long.minute} ${long.dayPeriod}`,
    time_secs: `${long.hour}:${long.minute}:${long.second} ${long.dayPeriod}`,
    ago: ago(seconds - Math.floor(now.getTime() / 1000)),
  };
  return pattern.replace(/\{(\w+)\}/g, (all, name) => {
    if (name.endsWith("_pretty")) return near ?? forms[name.slice(0, -7)] ?? all;
    return name === "day_divider" ? all : (forms[name] ?? all);
  });
}

function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function person(id, ctx) {
  const user = ctx.users.get(id);
  const me = id === ctx.me ? " mention-me" : "";
  return h("span", { class: `mention${me}` }, `@${user?.shown ?? id}`);
}

function channel(id, ctx) {
  const place = ctx.channels.get(id);
  if (!place) return h("span", { class: "mention" }, "#a private channel");
  return h("a", { class: "mention", href: ctx.placeLink(place) }, `#${place.name}`);
}

// What a link may lead to: nothing that a browser would run.
export function leadsOut(address) {
  return /^(https?:|mailto:)/i.test(address);
}

function link(address, label, ctx) {
  const inner = ctx.innerLink(address);
  if (inner) return h("a", { href: inner }, label);
  if (!leadsOut(address)) return label;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

function token(inner, atStart, ctx) {
  const [head, ...rest] = inner.split("|");
  const label = unescape(rest.join("|"));
  if (head.startsWith("!date^")) {
    const [, seconds, pattern, address] = head.split("^");
    if (!/^\d+$/.test(seconds ?? "") || pattern === undefined || !isMoment(+seconds)) return label;
    let words = moment(+seconds, pattern, ctx);
    if (atStart && /^(today|tomorrow|yesterday)/.test(words)) {
      words = words[0].toUpperCase() + words.slice(1);
    }
    const shown = h("time", { datetime: new Date(seconds * 1000).toISOString(), title: label }, words);
    return address ? link(address, shown, ctx) : shown;
  }
  if (head.startsWith("@")) return person(head.slice(1), ctx);
  if (head.startsWith("#")) return channel(head.slice(1), ctx);
  if (head.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@group");
  if (head.startsWith("!")) return h("span", { class: "mention mention-me" }, `@${head.slice(1)}`);
  const address = unescape(head);
  return link(address, label || address.replace(/^mailto:/, ""), ctx);
}

const PIECE =
  /`([^`\n]+)`|<([^<>]+)>|:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?|(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\4(?![\w*_~])/g;
const STYLE = { "*": "strong", _: "em", "~": "s" };

function inline(text, ctx, first = true) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(PIECE)) {
    const [all, code, inner, name, mark, marked] = found;
    if (name !== undefined && !emoji(name)) continue;
    if (found.index < end) continue;
    nodes.push(unescape(text.slice(end, found.index)));
    end = found.index + all.length;
    if (code !== undefined) nodes.push(h("code", {}, unescape(code)));
    else if (inner !== undefined) nodes.push(token(inner, first && found.index === 0, ctx));
    else if (name !== undefined) nodes.push(emojiNode(name));
    else nodes.push(h(STYLE[mark], {}, inline(marked, ctx, first && found.index === 0)));
  }
  nodes.push(unescape(text.slice(end)));
  return nodes;
}

export function emojiNode(name) {
  const drawn = emoji(name);
  if (!drawn) return `:${name}:`;
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, drawn);
}

// A mrkdwn string as nodes: code, quotes, bullets, lines.
export function mrkdwn(text, ctx) {
  const nodes = [];
  text.split(/```\n?([\s\S]+?)\n?```/).forEach((piece, index) => {
    if (index % 2) nodes.push(h("pre", {}, unescape(piece)));
    else nodes.push(...lines(piece, ctx, index === 0));
  });
  return nodes;
}

function lines(text, ctx, first) {
  const nodes = [];
  let quote = null;
  const all = text.replace(/^\n|\n$/g, (gap) => (first ? gap : "")).split("\n");
  all.forEach((line, index) => {
    const quoted = /^(?:&gt;|>) ?/.exec(line);
    if (quoted) {
      if (quote) quote.append(h("br"));
      else nodes.push((quote = h("blockquote")));
      quote.append(...inline(line.slice(quoted[0].length), ctx));
      return;
    }
    const bullet = /^\s*[•◦▪-] +/.exec(line);
    if (bullet && line.length > bullet[0].length) {
      nodes.push(h("span", { class: "bullet" }, h("span", { class: "dot" }, "•"), h("span", {}, inline(line.slice(bullet[0].length), ctx, false))));
      quote = null;
      return;
    }
    const before = nodes.at(-1);
    const block = before instanceof HTMLElement && /^(BLOCKQUOTE)$/.test(before.tagName);
    const afterBullet = before instanceof HTMLElement && before.classList.contains("bullet");
    if (index && !block && !afterBullet) nodes.push(h("br"));
    quote = null;
    nodes.push(...inline(line, ctx, first && index === 0));
  });
  return nodes;
}

export function words(text, ctx) {
  if (!text) return [];
  if (text.type === "mrkdwn") return mrkdwn(text.text, ctx);
  return plainText(text);
}

// plain_text: emoji names become emoji unless the app said otherwise; nothing else is read.
export function plainText(text) {
  if (text.emoji === false) return [...broken(text.text)];
  const nodes = [];
  text.text.split(/:([a-z0-9_+'-]+):/).forEach((piece, index) => {
    if (index % 2) nodes.push(emojiNode(piece));
    else nodes.push(...broken(piece));
  });
  return nodes;
}

function* broken(text) {
  for (const [index, line] of text.split("\n").entries()) {
    if (index) yield h("br");
    yield line;
  }
}

function styled(node, style = {}) {
  let inner = node;
  if (style.code) inner = h("code", {}, inner);
  if (style.bold) inner = h("strong", {}, inner);
  if (style.italic) inner = h("em", {}, inner);
  if (style.strike) inner = h("s", {}, inner);
  if (style.underline) inner = h("u", {}, inner);
  if (style.highlight || style.client_highlight) inner = h("mark", {}, inner);
  return inner;
}

function richPiece(piece, ctx) {
  const inner = () => {
    switch (piece.type) {
      case "text": return [...broken(piece.text)];
      case "link": return link(piece.url, piece.text ?? piece.url, ctx);
      case "emoji": return emojiNode(piece.name);
      case "user": return person(piece.user_id, ctx);
      case "channel": return channel(piece.channel_id, ctx);
      case "broadcast": return h("span", { class: "mention mention-me" }, `@${piece.range}`);
      case "usergroup": return h("span", { class: "mention" }, "@group");
      case "date": return isMoment(piece.timestamp) ? h("time", {}, moment(piece.timestamp, piece.format, ctx)) : (piece.fallback ?? "");
      default: return piece.value ?? "";
    }
  };
  const made = inner();
  return Array.isArray(made) && !piece.style ? made : styled(h("span", {}, made), piece.style);
}

export function rich(block, ctx) {
  return block.elements.map((element) => {
    if (element.type === "rich_text_list") {
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { class: `rich-list indent-${element.indent ?? 0}`, start: element.style === "ordered" ? 1 + (element.offset ?? 0) : null },
        element.elements.map((line) => h("li", {}, line.elements.map((piece) => richPiece(piece, ctx)))),
      );
    }
    const tag = { rich_text_quote: "blockquote", rich_text_preformatted: "pre" }[element.type] ?? "div";
    return h(tag, {}, element.elements.map((piece) => richPiece(piece, ctx)));
  });
}

// The words that stand in a rich text input.
export function richWords(block) {
  return block.elements.map((element) => (element.elements ?? []).map((piece) => piece.text ?? "").join("")).join("\n");
}
