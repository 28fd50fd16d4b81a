// How times, amounts and states are said; and the shapes of states, so that nothing hangs on a colour.

import { el, svg } from "./dom.js";

let skew = 0;

/** The server's clock says `text` now: from here on `now()` follows it. */
export function setClock(text) {
  skew = Date.parse(text) - Date.now();
}

/** Milliseconds of the server's clock. */
export function now() {
  return Date.now() + skew;
}

/** 4.21 -> "4.2 s", 75 -> "1 min 15 s". */
export function lasted(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 0.095) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (minutes < 60) return rest ? `${minutes} min ${rest} s` : `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** 75.3 -> "1 min": for what is not worth more figures. */
export function rough(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

/** "5 min ago". */
export function ago(text) {
  const seconds = (now() - Date.parse(text)) / 1000;
  return seconds < 2 ? "just now" : `${rough(seconds)} ago`;
}

/** "in 5 min". */
export function until(text) {
  const seconds = (Date.parse(text) - now()) / 1000;
  return seconds < 0.5 ? "now" : `in ${rough(seconds)}`;
}

/** "5 min": from then until now. */
function since(text) {
  return rough(Math.max(0, (now() - Date.parse(text)) / 1000));
}

const HOUR = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const SECOND = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** "14:05", with the day when it is another one. */
export function moment(text) {
  const date = new Date(text);
  const today = new Date(now()).toDateString() === date.toDateString();
  return today ? HOUR.format(date) : `${DAY.format(date)}, ${HOUR.format(date)}`;
}

/** "14:05:09". */
export const clock = (text) => SECOND.format(new Date(text));

/** "14:05". */
export const hour = (milliseconds) => HOUR.format(new Date(milliseconds));

/** Day and time in full. */
export const full = (text) => FULL.format(new Date(text));

/** 1234567 -> "1.2 MB". */
export function bytes(count) {
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
  let [value, unit] = [count, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  const digits = unit === 0 || value >= 99.5 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** 12345 -> "12,345". */
export const count = (number) => number.toLocaleString();

/** The first figures of a digest. */
export const short = (digest) => (digest.includes(":") ? digest.slice(0, digest.indexOf(":") + 13) : digest);

/** A sum of writes in words: "3 copied, 1 deleted, 12 MB". */
export function sum(summary) {
  const parts = ["copied", "retagged", "pushed", "deleted", "exported", "failed"]
    .filter((name) => summary[name])
    .map((name) => `${count(summary[name])} ${name}`);
  if (summary.bytesMoved) parts.push(bytes(summary.bytesMoved));
  if (!parts.length && summary.skipped) parts.push(`${count(summary.skipped)} in place already`);
  return parts.join(", ");
}

/** A `<time>` whose text follows the clock; `kind` is "ago" or "until". */
export function ticking(kind) {
  return el("time", { data: { tick: kind } });
}

/** Give such an element its moment. */
export function setTime(node, text) {
  if (node.getAttribute("datetime") !== text) {
    node.setAttribute("datetime", text);
    node.title = full(text);
  }
  tick(node);
}

/** Bring all of them up to date. */
export function tickAll() {
  document.querySelectorAll("[data-tick]").forEach(tick);
}

function tick(node) {
  const text = node.getAttribute("datetime");
  if (!text) return;
  const said = { ago, until, since }[node.dataset.tick](text);
  if (node.textContent !== said) node.textContent = said;
}

// Drawn in a box of 16 by 16.
const SHAPES = {
  ok: ["M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13z", "M5 8.3l2.1 2.1L11 6.2"],
  failed: ["M8 1.2l6.8 6.8L8 14.8L1.2 8z", "M6 6l4 4M10 6l-4 4"],
  "timed out": ["M4 1.8h8M4 14.2h8M5 1.8v2.4l6 7.6v2.4M11 1.8v2.4l-6 7.6v2.4"],
  cancelled: ["M2.5 2.5h11v11h-11z", "M5.2 8h5.6"],
  lost: ["M8 1.8l6.6 12H1.4z", "M8 6.3v3.4M8 11.9v.1"],
  running: ["M8 1.5a6.5 6.5 0 1 1-6.2 4.5", "M8 5v3l2 1.4"],
  none: ["M3.5 8h9"],
};

/** A state: its shape and its word. */
export function status(name) {
  const node = el("span", { class: "status" }, svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }), el("span"));
  setStatus(node, name);
  return node;
}

/** Make such an element show another state. */
export function setStatus(node, name) {
  if (node.dataset.status === name) return;
  node.dataset.status = name;
  node.firstElementChild.replaceChildren(...(SHAPES[name] ?? SHAPES.none).map((path) => svg("path", { d: path })));
  node.lastElementChild.textContent = name === "none" ? "never ran" : name;
}

/** A mark of a run in the timeline, around (x, y), `width` long: a bar, a diamond, a triangle, a frame. */
export function shapeOf(state, x, y, width) {
  const data = { status: state };
  const right = x + Math.max(width, 3);
  const bar = width > 6 ? `M${x} ${y - 2}H${right}v4H${x}z` : "";
  const end = width > 6 ? right : x;
  if (state === "failed") return svg("path", { class: "mark", data, d: `${bar}M${end} ${y - 8}l6 8l-6 8l-6-8z` });
  if (state === "timed out" || state === "lost")
    return svg("path", { class: "mark", data, d: `${bar}M${end - 7} ${y + 6}l7-13l7 13z` });
  if (state === "cancelled")
    return svg("rect", { class: "mark", data, x, y: y - 5, width: Math.max(width, 6), height: 10 });
  return svg("rect", { class: "mark", data, x, y: y - 5, width: Math.max(width, 3), height: 10, rx: 1.5 });
}
