// The list of runs, and what each of them did and said.

import { el, keep, mark, put, svg } from "./dom.js";
import { bytes, clock, count, full, lasted, setStatus, setTime, short, status, sum, ticking } from "./words.js";

const TRIGGERS = { schedule: "on schedule", start: "at the start", request: "on request" };

/** Draw the runs. `details` has the opened ones by id (null while they are fetched); `toggle(id)` opens or closes. */
export function drawRuns(list, runs, details, toggle) {
  keep(
    list,
    runs,
    (run) => run.id,
    (run) => makeRun(run, toggle),
    (item, run) => updateRun(item, run, details),
  );
}

function makeRun(run, toggle) {
  const parts = {
    state: status(run.status),
    name: el("span", { class: "name", text: run.script }),
    trigger: el("span", { class: "badge" }),
    dry: el("span", { class: "badge", text: "dry run" }),
    sum: el("span"),
    error: el("span", { class: "error" }),
    took: el("span", { class: "number soft" }),
    time: ticking("ago"),
    detail: el("div", { class: "detail", id: `run-${run.id}`, hidden: true }),
  };
  const turn = svg(
    "svg",
    { class: "turn", viewBox: "0 0 12 12", "aria-hidden": "true" },
    svg("path", { d: "M4 1.5l4.5 4.5L4 10.5" }),
  );
  parts.head = el(
    "button",
    { type: "button", "aria-expanded": "false", "aria-controls": `run-${run.id}`, on: { click: () => toggle(run.id) } },
    parts.state,
    el("span", {}, parts.name, " ", parts.trigger, " ", parts.dry),
    el("span", { class: "what" }, parts.sum, parts.error),
    parts.took,
    el("span", { class: "end soft" }, parts.time),
    turn,
  );
  const item = el("li", { class: "run" }, parts.head, parts.detail);
  item.parts = parts;
  return item;
}

function updateRun(item, run, details) {
  const { parts } = item;
  setStatus(parts.state, run.status);
  put(parts.trigger, run.trigger === "schedule" ? "" : (TRIGGERS[run.trigger] ?? run.trigger));
  parts.trigger.hidden = run.trigger === "schedule";
  parts.dry.hidden = !run.dryRun;
  put(parts.error, run.error ?? "");
  parts.error.hidden = !run.error;
  parts.sum.hidden = !!run.error;
  put(parts.sum, sum(run.summary) || { ok: "nothing to do", running: "under way" }[run.status] || "");
  put(parts.took, lasted(run.duration));
  setTime(parts.time, run.started);
  const open = details.has(run.id);
  mark(parts.head, "aria-expanded", open);
  parts.detail.hidden = !open;
  if (!open) parts.detail.replaceChildren();
  else drawDetail(parts.detail, details.get(run.id), run);
}

function drawDetail(parent, detail, run) {
  if (!detail) {
    if (!parent.firstChild) parent.append(el("p", { class: "soft", text: "Loading" }));
    return;
  }
  if (parent.drawn === detail) return appendLines(parent, detail);
  parent.drawn = detail;
  const log = el("ol", { class: "lines", tabindex: "0", "aria-label": `Log of ${run.script}` });
  parent.replaceChildren(
    ...[
      drawFacts(detail),
      detail.error && el("p", { class: "failure", text: detail.at ? `${detail.error}\n${detail.at}` : detail.error }),
      drawChanges(detail),
      el(
        "section",
        {},
        el("h3", { text: "Log" }),
        log,
        el("p", { class: "soft", text: "No log lines are kept of this run." }),
      ),
    ].filter(Boolean),
  );
  parent.log = log;
  parent.next = -1;
  return appendLines(parent, detail);
}

function drawFacts(detail) {
  const facts = [
    ["Run", el("span", { class: "ref", text: detail.id })],
    ["Began", `${full(detail.started)}, ${TRIGGERS[detail.trigger] ?? detail.trigger}`],
    detail.ended && ["Ended", full(detail.ended)],
    detail.summary.bytesMoved && ["Sent", bytes(detail.summary.bytesMoved)],
    detail.summary.bytesSaved && ["Not sent, was there", bytes(detail.summary.bytesSaved)],
    detail.ticksDropped && ["Runs skipped meanwhile", count(detail.ticksDropped)],
  ];
  return el(
    "dl",
    { class: "facts" },
    ...facts.filter(Boolean).map(([name, value]) => el("div", {}, el("dt", { text: name }), el("dd", {}, value))),
  );
}

const DONE = {
  copy: "copied",
  import: "imported",
  export: "exported",
  retag: "retagged",
  "put manifest": "pushed",
  "put blob": "pushed",
  "delete tag": "deleted",
  "delete manifest": "deleted",
};

function drawChanges(detail) {
  const none = detail.summary.skipped
    ? `${count(detail.summary.skipped)} in place already, nothing to change.`
    : "It changed nothing.";
  if (!detail.changes.length)
    return el("p", { class: "soft", text: detail.ended ? none : "It has changed nothing so far." });
  const list = el("ul", { class: "changes" }, ...detail.changes.map(drawChange));
  const left = detail.changesLeftOut
    ? el("p", { class: "soft", text: `${count(detail.changesLeftOut)} more are not shown.` })
    : null;
  return el("section", {}, el("h3", { text: "Changes" }), list, left);
}

function drawChange(change) {
  const verb =
    change.result === "failed"
      ? `${change.action} failed`
      : change.result === "planned"
        ? `${change.action} planned`
        : (DONE[change.action] ?? change.action);
  const way = change.source ? [el("span", { class: "ref", text: change.source }), " → "] : [];
  const digests = [change.digestBefore, change.digestAfter].filter(Boolean).map(short);
  const more = [
    digests.length === 2 ? (change.digestBefore === change.digestAfter ? digests[0] : digests.join(" → ")) : digests[0],
    change.blobsMoved && `${count(change.blobsMoved)} blobs sent`,
    change.blobsMounted && `${count(change.blobsMounted)} mounted`,
    change.blobsSkipped && `${count(change.blobsSkipped)} were there`,
    change.reason,
    change.at,
  ]
    .filter(Boolean)
    .join(" · ");
  return el(
    "li",
    {},
    el("span", { class: "verb", data: { result: change.result }, text: verb }),
    el("span", {}, ...way, el("span", { class: "ref", text: change.target })),
    el("span", { class: "soft number", text: change.bytesMoved ? bytes(change.bytesMoved) : "" }),
    el(
      "span",
      { class: "more" },
      more,
      change.error && el("span", { class: "error", text: `${more ? " · " : ""}${change.error}` }),
    ),
  );
}

function appendLines(parent, detail) {
  const { log } = parent;
  const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
  const first = parent.next < 0;
  for (const line of detail.lines) {
    if (line.number < parent.next) continue;
    if (first && !log.firstChild && line.number > 0)
      log.append(el("li", { class: "gone", text: `${count(line.number)} earlier lines are gone.` }));
    log.append(drawLine(line));
    parent.next = line.number + 1;
  }
  log.hidden = !log.firstChild;
  log.nextElementSibling.hidden = !log.hidden;
  if (atEnd && !first) log.scrollTop = log.scrollHeight;
}

function drawLine(line) {
  const said = line.fields
    .filter(([key]) => key !== "script")
    .map(([key, value]) => el("span", {}, " ", el("span", { class: "key", text: `${key}=` }), value));
  return el(
    "li",
    {},
    el("time", { datetime: line.time, title: full(line.time), text: clock(line.time) }),
    el("span", { class: "level", data: { level: line.level }, text: line.level }),
    el("span", {}, line.message, ...said),
  );
}

/** One sentence for those who listen: how a run ended. */
export function said(run) {
  const what = sum(run.summary);
  return `${run.script}: ${run.status}${run.error ? `, ${run.error}` : what ? `, ${what}` : ""}`;
}
