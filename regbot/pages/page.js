// The status page: fetches what is there, listens to what happens, and draws both.
//
// All texts come from the server and are shown as text. The token is kept in this tab only (sessionStorage).

import { choice, el, mark, put } from "./dom.js";
import { drawRegistries } from "./registries.js";
import { drawRuns, said } from "./runs.js";
import { drawNow, drawScripts, measure } from "./scripts.js";
import { drawTimeline, makeSpans } from "./timeline.js";
import { count, full, moment, setClock, tickAll } from "./words.js";

const FIRST = 300; // runs fetched at the beginning, for the timeline
const PAGE = 25; // runs shown at once
const MOST = 1500; // runs kept
const TOKEN = "regbot-token";
const PAUSE = 200; // milliseconds between two drawings, so that hundreds of events a second do no harm
const MANY = 8; // scripts from which on they can be searched

const fails = (script) => ["failed", "timed out", "lost"].includes(script.last?.status);
const KINDS = [
  ["All", () => true],
  ["Failing", fails],
  ["Running", (script) => script.running !== null],
];

const $ = (id) => document.getElementById(id);
const model = {
  status: null,
  runs: new Map(),
  details: new Map(),
  live: [],
  only: null,
  find: "",
  kind: 0,
  shown: PAGE,
  next: new Map(),
  link: "waiting",
  seen: Date.now(),
};

// ---- drawing

let wanted = false;
let drawn = -PAUSE;
function draw() {
  if (wanted) return;
  wanted = true;
  setTimeout(
    () =>
      requestAnimationFrame(() => {
        [wanted, drawn] = [false, performance.now()];
        if (model.status) drawAll();
        drawLink();
      }),
    Math.max(0, drawn + PAUSE - performance.now()),
  );
}

function drawAll() {
  const { status } = model;
  drawHead(status);
  drawNow(
    $("now"),
    $("now-list"),
    model.live,
    new Map(model.live.map((run) => [run.id, model.runs.get(run.id)?.started])),
  );
  const scripts = status.scripts.filter(
    (script) => KINDS[model.kind][1](script) && script.name.toLowerCase().includes(model.find),
  );
  $("script-list").classList.toggle("plain", !status.mayRun);
  drawScripts($("script-rows"), scripts, status.mayRun, { show: only, open: openRun, run: runNow });
  $("script-list").hidden = !scripts.length;
  $("no-scripts").hidden = !!scripts.length;
  put($("no-scripts"), status.scripts.length ? "There is no such script." : "The config has no scripts.");
  $("finding").hidden = status.scripts.length <= MANY;
  drawList();
  drawRegistries(status.registries, { table: $("registries"), rows: $("registry-rows"), none: $("no-registries") });
}

function drawHead({ scripts, version, started, reload, ready, reason }) {
  const running = scripts.filter((script) => script.running).length;
  const failing = scripts.filter(fails).length;
  const words = [`${count(scripts.length)} ${scripts.length === 1 ? "script" : "scripts"}`];
  if (running) words.push(`${running} running`);
  words.push(failing ? `${failing} failing` : "none failing");
  put($("gist"), words.join(" · "));
  document.title = failing ? `${failing} failing – regbot` : running ? `${running} running – regbot` : "regbot";
  put($("about"), `regbot ${version}, serving since ${moment(started)}; config read ${moment(reload.at)}`);
  notice("ready", "warn", ready ? "" : `Not ready: ${reason}.`);
  notice(
    "reload",
    "bad",
    reload.error
      ? `The config of ${full(reload.at)} was refused, the one before is still in use.\n${reload.error}`
      : "",
  );
}

function drawLink() {
  mark($("link"), "data-state", model.link);
  put($("link-text"), { live: "Live", lost: "Connection lost", waiting: "Connecting" }[model.link]);
  const shown = model.status ? `What you see is from ${moment(new Date(model.seen).toISOString())}.` : "";
  notice("link", "bad", model.link === "lost" ? `The connection to regbot is lost; trying again. ${shown}` : "");
}

function notice(name, kind, text) {
  let node = $(`notice-${name}`);
  if (!text) return node?.remove();
  if (!node) {
    node = el("p", { class: "notice", id: `notice-${name}`, data: { kind } });
    $("notices").append(node);
  }
  return put(node, text);
}

function newest() {
  return [...model.runs.values()].sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0));
}

function drawList() {
  const runs = newest().filter((run) => model.only === null || run.script === model.only);
  drawRuns($("run-list"), runs.slice(0, model.shown), model.details, openRun);
  $("run-list").hidden = !runs.length;
  $("no-runs").hidden = !!runs.length;
  put($("no-runs"), model.only === null ? "Nothing has run yet." : `${model.only} has not run yet.`);
  put($("runs-title"), model.only === null ? "Runs" : `Runs of ${model.only}`);
  $("all-runs").hidden = model.only === null;
  put($("all-runs"), "Show all runs");
  $("older").hidden = runs.length <= model.shown && !model.next.get(model.only);
}

function drawTime() {
  if (!model.status || document.hidden) return;
  const briefs = new Map();
  for (const script of model.status.scripts)
    for (const run of script.recent) briefs.set(run.id, { ...run, script: script.name });
  for (const run of model.runs.values()) briefs.set(run.id, run);
  const order = [...briefs.values()].sort((a, b) => (a.started < b.started ? 1 : -1));
  drawTimeline($("timeline"), order, model.status.scripts, (id) => openRun(id, true));
}

// ---- what is there

async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  const document = await answer.json();
  if (!answer.ok) throw new Error(document.error ?? `status ${answer.status}`);
  return document;
}

let asking = null;
let again = false;
function refresh() {
  // at most one at a time, and one after it
  again = asking !== null;
  asking ??= ask("api/status")
    .then(
      (status) => {
        setClock(status.now);
        model.status = status;
        model.seen = Date.parse(status.now);
        draw();
        drawTime();
      },
      () => {},
    )
    .finally(() => {
      asking = null;
      if (again) setTimeout(refresh, 1000);
    });
}

async function fetchRuns(limit, before) {
  const name = model.only;
  const query = new URLSearchParams({ limit });
  if (name !== null) query.set("script", name);
  if (before) query.set("before", before);
  try {
    const { runs, next } = await ask(`api/runs?${query}`);
    for (const run of runs) model.runs.set(run.id, run);
    model.next.set(name, next);
  } catch {
    return; // the notice about the connection says it
  }
  draw();
  drawTime();
}

async function openRun(id, show = false) {
  if (model.details.has(id) && !show) model.details.delete(id);
  else if (!model.details.has(id)) await fetchRun(id);
  draw();
  if (show)
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        // when it is drawn
        const head = document.querySelector(`[aria-controls="run-${CSS.escape(id)}"]`);
        head?.focus();
        head?.scrollIntoView({ block: "nearest" });
      }),
    );
}

async function fetchRun(id) {
  if (!model.details.has(id)) model.details.set(id, null);
  draw();
  try {
    const detail = await ask(`api/runs/${encodeURIComponent(id)}`);
    if (!model.runs.has(id) || detail.ended) model.runs.set(id, detail);
    if (model.details.has(id)) model.details.set(id, detail);
    const place = newest()
      .filter((run) => model.only === null || run.script === model.only)
      .findIndex((run) => run.id === id);
    model.shown = Math.max(model.shown, place + 1);
  } catch {
    model.details.delete(id);
  }
  draw();
}

function only(name) {
  model.only = name;
  model.shown = PAGE;
  if (name !== null && !model.next.has(name)) fetchRuns(PAGE * 2);
  draw();
  if (name !== null)
    $("runs-title").scrollIntoView({
      block: "start",
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
    });
}

// ---- what happens

const events = {
  hello() {
    model.link = "live";
    refresh();
    if (model.only === null) fetchRuns(FIRST);
    else fetchRuns(PAGE * 2);
    for (const id of model.details.keys()) fetchRun(id);
  },
  "run-started"(run) {
    add(run);
    for (const script of model.status?.scripts ?? []) if (script.name === run.script) script.running = run;
  },
  "run-ended"(run) {
    add(run);
    model.live = model.live.filter((each) => each.id !== run.id);
    for (const script of model.status?.scripts ?? [])
      if (script.name === run.script) [script.running, script.last] = [null, run];
    if (model.details.has(run.id)) fetchRun(run.id);
    if (run.status !== "ok" || run.trigger === "request") put($("said"), said(run));
  },
  "tick-dropped"() {},
  progress({ runs }) {
    model.live = measure(model.live, runs);
    for (const { id, summary } of runs) if (model.runs.has(id)) model.runs.get(id).summary = summary;
  },
  line({ run, line }) {
    const detail = model.details.get(run);
    if (detail && line.number > (detail.lines.at(-1)?.number ?? -1)) detail.lines.push(line);
  },
};

function add(run) {
  model.runs.set(run.id, run);
  if (model.runs.size > MOST) for (const old of newest().slice(MOST - 200)) model.runs.delete(old.id);
  refresh();
}

function listen() {
  const source = new EventSource("api/events");
  for (const [name, happens] of Object.entries(events)) {
    source.addEventListener(name, (event) => {
      model.seen = Date.now();
      happens(JSON.parse(event.data));
      draw();
    });
  }
  source.addEventListener("error", () => {
    model.link = "lost";
    model.live = [];
    draw();
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000); // it gave up: an answer that is no stream
  });
}

// ---- run now

let pending = null;

async function runNow(name) {
  const token = sessionStorage.getItem(TOKEN);
  if (!token) return askToken(name, "");
  let answer;
  try {
    answer = await fetch(`api/run/${encodeURIComponent(name)}`, {
      method: "POST",
      headers: { "X-Regbot-Token": token },
    });
  } catch {
    return put($("said"), `${name} was not started: regbot does not answer`);
  }
  const document = await answer.json().catch(() => ({}));
  if (answer.status === 401) {
    sessionStorage.removeItem(TOKEN);
    return askToken(name, "This token is not the right one.");
  }
  const text = answer.ok ? "" : `${name} was not started: ${document.error ?? answer.status}`;
  notice("run", "warn", text);
  if (answer.ok) put($("said"), `${name} was started`);
  return refresh();
}

function askToken(name, wrong) {
  pending = name;
  put($("token-wrong"), wrong);
  put($("token-ok"), `Run ${name}`);
  $("token").value = "";
  if (!$("token-dialog").open) $("token-dialog").showModal();
}

// ---- the beginning

makeSpans($("spans"), drawTime);
choice(
  $("kinds"),
  KINDS.map(([words]) => words),
  model.kind,
  (index) => {
    model.kind = index;
    draw();
  },
);
$("find").addEventListener("input", ({ target }) => {
  model.find = target.value.trim().toLowerCase();
  draw();
});
$("all-runs").addEventListener("click", () => only(null));
$("older").addEventListener("click", () => {
  model.shown += PAGE;
  const known = newest().filter((run) => model.only === null || run.script === model.only).length;
  if (known < model.shown && model.next.get(model.only)) fetchRuns(PAGE * 2, model.next.get(model.only));
  draw();
});
$("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const token = $("token").value.trim();
  if (!token) return;
  sessionStorage.setItem(TOKEN, token);
  $("token-dialog").close();
  runNow(pending);
});
$("token-cancel").addEventListener("click", () => $("token-dialog").close());
new ResizeObserver(drawTime).observe($("timeline"));
document.addEventListener("visibilitychange", drawTime);
setInterval(tickAll, 1000);
setInterval(drawTime, 10_000);
setInterval(() => {
  if (!document.hidden && model.link === "live") refresh();
}, 15_000);
draw();
listen();
