// The runs of the last hours, one lane for each script: a picture of the list below it.

import { choice, el, svg } from "./dom.js";
import { full, hour, lasted, now, shapeOf } from "./words.js";

const SPANS = [
  ["1 h", 1, 10],
  ["6 h", 6, 60],
  ["24 h", 24, 240],
  ["7 days", 168, 1440],
]; // words, hours, minutes of the grid
const LANES = 12;
const LANE = 26;
let chosen = 1;

/** Make the buttons for the span. `changed` is called when another one is chosen. */
export function makeSpans(parent, changed) {
  choice(
    parent,
    SPANS.map(([words]) => words),
    chosen,
    (index) => {
      chosen = index;
      changed();
    },
  );
}

/** Draw the runs (briefs: id, script, status, started, duration); `open` is called with the id of one. */
export function drawTimeline(parent, runs, scripts, open) {
  const [words, hours, grid] = SPANS[chosen];
  const end = now();
  const begin = end - hours * 3600e3;
  const seen = runs.filter(
    (run) => Date.parse(run.started) + (run.duration ?? 0) * 1000 >= begin || run.status === "running",
  );
  const names = new Map();
  for (const run of seen) names.set(run.script, Math.max(names.get(run.script) ?? 0, Date.parse(run.started)));
  const order = [...names.keys()].sort((a, b) => names.get(b) - names.get(a)).slice(0, LANES);
  const place = new Map(scripts.map((script, index) => [script.name, index]));
  order.sort((a, b) => (place.get(a) ?? 1e9) - (place.get(b) ?? 1e9));

  const width = Math.max(260, parent.clientWidth - 36);
  const narrow = width < 560;
  const left = narrow ? 0 : Math.min(190, width * 0.24);
  const lane = narrow ? LANE + 16 : LANE;
  const height = Math.max(1, order.length) * lane + 22;
  const x = (time) => left + ((Math.max(time, begin) - begin) / (end - begin)) * (width - left - 8);
  const failed = seen.filter((run) => ["failed", "timed out", "lost"].includes(run.status)).length;
  const label = `${seen.length} runs in the last ${words}, ${failed} of them failed. The list of runs below tells the same.`;
  const picture = svg("svg", {
    class: "lanes",
    viewBox: `0 0 ${width} ${height}`,
    height,
    role: "img",
    "aria-label": label,
  });

  const minutes = narrow && hours > 1 ? grid * 2 : grid;
  const zone = new Date(end).getTimezoneOffset() * 60e3;
  for (
    let time = Math.ceil((begin - zone) / (minutes * 60e3)) * minutes * 60e3 + zone;
    time < end;
    time += minutes * 60e3
  ) {
    picture.append(svg("line", { class: "grid", x1: x(time), x2: x(time), y1: 0, y2: height - 20 }));
    if (x(time) < width - 24 && x(time) > left + 12) {
      const text =
        hours > 24 ? new Date(time).toLocaleDateString(undefined, { weekday: "short", day: "numeric" }) : hour(time);
      picture.append(svg("text", { x: x(time), y: height - 4, "text-anchor": "middle", text }));
    }
  }
  order.forEach((name, index) => {
    const middle = index * lane + lane / 2 + (narrow ? 8 : 0);
    const most = narrow ? 44 : Math.floor(left / 7.2);
    const text = name.length > most ? `${name.slice(0, most - 1)}…` : name;
    picture.append(
      svg("text", { class: "name", x: 0, y: narrow ? middle - 12 : middle + 4, text }, svg("title", { text: name })),
    );
    picture.append(svg("line", { class: "grid", x1: left, x2: width - 8, y1: middle, y2: middle }));
    for (const run of seen.filter((each) => each.script === name).reverse()) {
      const start = Date.parse(run.started);
      const length = run.status === "running" ? end - start : (run.duration ?? 0) * 1000;
      const shape = shapeOf(run.status, x(start), middle, x(start + length) - x(start));
      shape.append(
        svg("title", {
          text: `${name}: ${run.status}, ${full(run.started)}${run.duration === null ? "" : `, ${lasted(run.duration)}`}`,
        }),
      );
      shape.addEventListener("click", () => open(run.id));
      picture.append(shape);
    }
  });
  if (!seen.length) {
    parent.replaceChildren(el("p", { class: "empty", text: `No run in the last ${words}.` }));
    return;
  }
  const hidden = names.size - order.length;
  const legend = el(
    "p",
    { class: "legend", "aria-hidden": "true" },
    ...["ok", "running", "failed", "timed out", "cancelled"].map((state) =>
      el(
        "span",
        {},
        svg(
          "svg",
          { viewBox: "0 0 16 18" },
          shapeOf(
            state,
            ["failed", "timed out"].includes(state) ? 8 : 2,
            9,
            ["failed", "timed out"].includes(state) ? 0 : 10,
          ),
        ),
        state,
      ),
    ),
  );
  if (hidden > 0) legend.append(el("span", { text: `${hidden} more scripts ran` }));
  parent.replaceChildren(picture, legend);
}
