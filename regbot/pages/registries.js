// The registries: what was asked of them, and what is left of their rate limits.

import { el } from "./dom.js";
import { bytes, count, setTime, ticking } from "./words.js";

/** Draw the table, or that it is empty: `parts` are the table, its body, and the words for nothing. */
export function drawRegistries(registries, { table, rows, none }) {
  table.hidden = !registries.length;
  none.hidden = !!registries.length;
  rows.replaceChildren(
    ...registries.map((registry) => {
      const number = (text) => el("td", { class: "number", text });
      return el(
        "tr",
        {},
        el("th", { scope: "row", text: registry.name }),
        el("td", {}, drawLimit(registry)),
        number(count(registry.requests)),
        number(count(registry.retries)),
        number(bytes(registry.received)),
        number(bytes(registry.sent)),
      );
    }),
  );
}

function drawLimit({ name, rateLimit }) {
  if (!rateLimit) return el("span", { class: "soft", text: "none told" });
  const { limit, remaining, told } = rateLimit;
  const time = ticking("ago");
  setTime(time, told);
  const bar = limit
    ? el("meter", {
        min: 0,
        max: limit,
        low: limit * 0.25,
        high: limit * 0.5,
        optimum: limit,
        value: remaining,
        "aria-label": `Requests left at ${name}`,
      })
    : null;
  return el(
    "span",
    { class: "limit" },
    bar,
    el(
      "span",
      {},
      limit ? `${count(remaining)} of ${count(limit)} left` : `${count(remaining)} left`,
      " ",
      el("span", { class: "soft" }, time),
    ),
  );
}
