// Elements without HTML texts: whatever comes from logs, tags or scripts is only ever text.

const SVG = "http://www.w3.org/2000/svg";

/** An element. `props`: `class`, `text`, `on` (listeners), `data`, else attributes; null and undefined are left out. */
export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** An SVG element, likewise. */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name === "text") node.textContent = value;
    else if (name === "on")
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (typeof node[name] === "boolean") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Give an element this text, if it has another. */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Give an element this attribute, if it has another; null removes it. */
export function mark(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/** Make buttons of which one is pressed. `chosen(index)` is called when it is another one. */
export function choice(parent, words, first, chosen) {
  parent.append(
    ...words.map((text, index) =>
      el("button", {
        type: "button",
        text,
        "aria-pressed": index === first,
        on: {
          click() {
            [...parent.children].forEach((each, place) => mark(each, "aria-pressed", place === index));
            chosen(index);
          },
        },
      }),
    ),
  );
}

/** Make `parent` hold one child for each item, in this order; children are kept, so that focus and state are.
 *
 * key(item, index): a text of its own for each item. make(item): a new child. update(child, item): may change it.
 */
export function keep(parent, items, key, make, update) {
  const before = new Map();
  for (const child of parent.children) before.set(child.dataset.key, child);
  let place = parent.firstElementChild;
  items.forEach((item, index) => {
    const name = key(item, index);
    let child = before.get(name);
    if (child) before.delete(name);
    else {
      child = make(item);
      child.dataset.key = name;
    }
    update(child, item);
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  });
  for (const child of before.values()) child.remove();
}
