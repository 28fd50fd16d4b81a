// The scripts with their last and next runs, and the copies under way.

import { el, keep, mark, put, svg } from "./dom.js";
import {
  bytes,
  full,
  lasted,
  moment,
  rough,
  setStatus,
  setTime,
  shapeOf,
  status,
  sum,
  ticking,
  until,
} from "./words.js";

const BARS = 12;

/** Draw the scripts. `act.show(name)` filters the runs, `act.open(id)` opens one, `act.run(name)` starts one. */
export function drawScripts(rows, scripts, mayRun, act) {
  const seen = new Map();
  keep(
    rows,
    scripts,
    ({ name }) => {
      // a config may have two scripts of one name
      seen.set(name, (seen.get(name) ?? 0) + 1);
      return `${seen.get(name)} ${name}`;
    },
    (script) => makeRow(script, act),
    (row, script) => updateRow(row, script, mayRun, act),
  );
}

function makeRow(script, act) {
  const parts = {
    name: el("button", {
      type: "button",
      class: "script-name",
      text: script.name,
      title: "Show its runs",
      on: { click: () => act.show(script.name) },
    }),
    when: el("small"),
    problem: el("small", { class: "problem" }),
    state: status("none"),
    time: ticking("ago"),
    about: el("small"),
    error: el("small", { class: "error" }),
    spark: el("div"),
    next: ticking("until"),
    at: el("small"),
    run: el("button", {
      type: "button",
      class: "run-now",
      "aria-label": `Run ${script.name} now`,
      text: "Run now",
      on: { click: () => act.run(script.name) },
    }),
  };
  const last = el(
    "div",
    { role: "cell" },
    el("div", { class: "state" }, parts.state, parts.time),
    parts.about,
    parts.error,
  );
  const row = el(
    "div",
    { class: "row", role: "row" },
    el("div", { role: "cell" }, parts.name, parts.when, parts.problem),
    last,
    el("div", { role: "cell" }, parts.spark),
    el("div", { role: "cell" }, parts.next, parts.at),
    el("div", { role: "cell", class: "end" }, parts.run),
  );
  row.parts = parts;
  return row;
}

function updateRow(row, script, mayRun, act) {
  const { parts } = row;
  const run = script.running ?? script.last;
  put(parts.when, script.when || "on request only");
  put(parts.problem, script.problem);
  parts.problem.hidden = !script.problem;
  setStatus(parts.state, run ? run.status : "none");
  parts.time.dataset.tick = script.running ? "since" : "ago";
  parts.time.hidden = !run;
  if (run) setTime(parts.time, script.running ? run.started : (run.ended ?? run.started));
  put(parts.about, aboutRun(run));
  put(parts.error, run?.error ?? "");
  parts.error.hidden = !run?.error;
  parts.error.title = run?.error ?? "";
  drawSpark(parts.spark, script, act);
  parts.next.hidden = !script.nextRun;
  if (script.nextRun) {
    if (parts.next.getAttribute("datetime") !== script.nextRun) put(parts.next, until(script.nextRun));
    setTime(parts.next, script.nextRun);
  }
  put(parts.at, script.nextRun ? moment(script.nextRun) : "not scheduled");
  parts.run.hidden = !mayRun;
  parts.run.disabled = script.running !== null;
}

function aboutRun(run) {
  if (!run) return "";
  const said = sum(run.summary);
  return [run.duration === null ? "" : `took ${lasted(run.duration)}`, said, run.dryRun ? "dry run" : ""]
    .filter(Boolean)
    .join(" · ");
}

// Bars of the last runs: as high as the run was long, failures as marks of their own.
function drawSpark(parent, script, act) {
  const runs = script.recent.slice(-BARS);
  const drawn = runs.map((run) => `${run.id}${run.status}`).join();
  if (parent.dataset.drawn === drawn) return;
  parent.dataset.drawn = drawn;
  if (!runs.length) return parent.replaceChildren();
  const longest = Math.max(...runs.map((run) => run.duration ?? 0), 0.001);
  const bad = runs.filter((run) => run.status !== "ok" && run.status !== "running").length;
  const label = `The last ${runs.length} runs: ${bad ? `${bad} did not end well` : "all went well"}`;
  const picture = svg("svg", { class: "spark", viewBox: "0 0 152 30", role: "img", "aria-label": label });
  runs.forEach((run, index) => {
    const x = 152 - (runs.length - index) * 12.6;
    const good = run.status === "ok" || run.status === "running";
    const height = 4 + 22 * Math.sqrt((run.duration ?? 0) / longest);
    const shape = good
      ? svg("rect", { x, y: 29 - height, width: 9, height, rx: 2, data: { status: run.status } })
      : shapeOf(run.status, x + (run.status === "failed" ? 4.5 : 1), 18, 0);
    shape.append(
      svg("title", {
        text: `${run.status}, ${full(run.started)}${run.duration === null ? "" : `, ${lasted(run.duration)}`}`,
      }),
    );
    shape.addEventListener("click", () => act.open(run.id));
    picture.append(shape);
  });
  return parent.replaceChildren(picture);
}

const VERBS = {
  copy: "Copying",
  import: "Importing",
  export: "Exporting",
  retag: "Retagging",
  "put manifest": "Pushing a manifest",
  "put blob": "Pushing a blob",
  "delete tag": "Deleting a tag",
  "delete manifest": "Deleting a manifest",
};

/** Draw what is under way: `live` are the runs of the last event `progress`, with `pace` added by `measure`. */
export function drawNow(section, list, live, started) {
  const busy = live.filter((run) => run.writes.length);
  section.hidden = !busy.length;
  keep(
    list,
    busy,
    (run) => run.id,
    makeCard,
    (card, run) => {
      put(card.parts.name, run.script);
      if (started.get(run.id)) setTime(card.parts.time, started.get(run.id));
      put(card.parts.sum, sum(run.summary));
      keep(card.parts.writes, run.writes, nameOfWrite, makeWrite, updateWrite);
    },
  );
}

function makeCard() {
  const parts = {
    name: el("strong"),
    time: ticking("since"),
    sum: el("span", { class: "soft" }),
    writes: el("div", { class: "card-writes" }),
  };
  const card = el(
    "article",
    { class: "card" },
    el("header", {}, el("span", {}, parts.name, " ", parts.sum), el("span", { class: "soft" }, "for ", parts.time)),
    parts.writes,
  );
  card.parts = parts;
  return card;
}

/** The name of a write among those of its run. */
export const nameOfWrite = (write, index) => `${write.action} ${write.source} ${write.target} ${write.nth ?? index}`;

function makeWrite(write) {
  const parts = {
    bar: el("progress", { "aria-label": `${VERBS[write.action]} ${write.target}` }),
    left: el("span"),
    right: el("span"),
  };
  const from = write.source ? el("span", { class: "ref", text: write.source }) : null;
  const to = el(
    "span",
    { class: from ? "ref to" : "ref" },
    from && el("span", { class: "arrow", text: "→" }),
    write.target,
  );
  const node = el(
    "div",
    { class: "write" },
    el("div", { class: "way" }, el("span", { class: "soft", text: VERBS[write.action] ?? write.action }), from, to),
    parts.bar,
    el("div", { class: "figures" }, parts.left, parts.right),
  );
  node.parts = parts;
  return node;
}

function updateWrite(node, write) {
  const { bar, left, right } = node.parts;
  const done = write.bytesDone + write.bytesUnderWay;
  const known = write.bytesPlanned > 0;
  mark(bar, "max", known ? write.bytesPlanned : 1);
  mark(bar, "value", known ? Math.min(done, write.bytesPlanned) : null);
  put(left, write.waiting ? "waiting for its turn" : known ? `${bytes(done)} of ${bytes(write.bytesPlanned)}` : "");
  const rest = write.pace > 1 && known ? Math.ceil((write.bytesPlanned - done) / write.pace) : 0;
  put(right, write.pace > 1 ? `${bytes(write.pace)}/s${rest > 1 ? `, ${rough(rest)} left` : ""}` : "");
}

/** Add `pace` (bytes a second, smoothed) and `nth` to the writes of `live`, by comparing with those `before`. */
export function measure(before, live) {
  const old = new Map();
  for (const run of before) run.writes.forEach((write) => old.set(`${run.id} ${nameOfWrite(write)}`, write));
  for (const run of live) {
    const seen = new Map();
    for (const write of run.writes) {
      const name = `${write.action} ${write.source} ${write.target}`;
      write.nth = seen.get(name) ?? 0;
      seen.set(name, write.nth + 1);
      const last = old.get(`${run.id} ${nameOfWrite(write)}`);
      const time = last ? write.elapsed - last.elapsed : 0;
      const moved = write.bytesDone + write.bytesUnderWay - (last ? last.bytesDone + last.bytesUnderWay : 0);
      write.pace = last ? last.pace : 0;
      if (time > 0)
        write.pace = last.pace ? last.pace * 0.7 + (Math.max(0, moved) / time) * 0.3 : Math.max(0, moved) / time;
    }
  }
  return live;
}
