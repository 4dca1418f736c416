// Names shared by the page's scripts: building elements (text only, never markup), days and small tools.
"use strict";

const PG = { views: {}, parts: [] };

// Each script is a part that runs, in the page's order, once the data is there; and again when there is other data.
PG.part = (run) => PG.parts.push(run);

// What is listened to beyond the page's own elements ends with the data it was begun for.
PG.begin = function () {
  PG.life?.abort();
  PG.life = new AbortController();
  for (const run of PG.parts) run();
};

// Large data is carried compressed, in base64; small data as it is.
PG.unpack = async function (id) {
  const element = PG.by(id);
  const text = element.textContent.trim();
  if (element.dataset.packed === undefined) return JSON.parse(text || "null");
  if (typeof DecompressionStream !== "function") throw new Error("this browser cannot unpack the data: it is older than 2023");
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
};

// h("button.quiet#fit", {title: "Fit"}, "Fit") — children are texts or nodes; absent ones are left out.
PG.h = function (spec, attributes, ...children) {
  const [, tag, rest] = /^([a-z0-9]*)(.*)$/.exec(spec);
  const node = document.createElement(tag || "div");
  for (const [mark, name] of rest.matchAll(/[.#]([^.#]+)/g).map((m) => [m[0][0], m[1]])) {
    if (mark === ".") node.classList.add(name);
    else node.id = name;
  }
  PG.set(node, attributes);
  PG.add(node, children);
  return node;
};

const SVG = "http://www.w3.org/2000/svg";

PG.svg = function (tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  PG.set(node, attributes);
  PG.add(node, children);
  return node;
};

PG.set = function (node, attributes) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
};

PG.add = function (node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
};

PG.fill = function (node, ...children) {
  node.textContent = "";
  PG.add(node, children);
  return node;
};

PG.by = (id) => document.getElementById(id);

// A name from the data: isolated, so that a right-to-left mark cannot turn what follows.
PG.name = (text, spec) => PG.h(spec || "bdi", { dir: "auto" }, text);

// Only addresses of the web become links; any other scheme stays text.
PG.link = function (url, text) {
  let safe = false;
  try {
    safe = ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    safe = false;
  }
  if (!safe) return PG.name(text);
  return PG.h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, PG.name(text));
};

// Where the server has a thing, from its own root; a foreign address may hold what cuts another in two.
PG.addressOf = (id) => `id/${id.split("/").map(encodeURIComponent).join("/")}`;

PG.plural = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many || one + "s"}`;

// --- days: numbers since 1970-01-01 ------------------------------------------------------------------

// As in Python's sentences (wording.dates), whatever the reader's locale.
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

PG.iso = (day) => new Date(day * 864e5).toISOString().slice(0, 10);

PG.dayOf = function (text) {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text + "T00:00:00Z") : NaN;
  return Number.isNaN(time) ? null : Math.round(time / 864e5);
};

PG.sayDay = function (day) {
  const date = new Date(day * 864e5);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
};

PG.yearStart = (year) => Math.round(Date.UTC(year, 0, 1) / 864e5);
PG.yearOf = (day) => new Date(day * 864e5).getUTCFullYear();

// --- tools -------------------------------------------------------------------------------------------

PG.clamp = (value, low, high) => Math.min(Math.max(value, low), high);

PG.calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

PG.narrow = () => matchMedia("(max-width: 900px)").matches;

PG.say = function (text) {
  PG.by("said").textContent = text;
};

// A cell that no spreadsheet takes for a formula: an apostrophe before what begins one, as in every table we write.
PG.guarded = function (cell) {
  if (/^'*[+-]?[0-9]+([.,'][0-9]+)*([eE][+-]?[0-9]+)?[ \u00a0]?%?$/.test(cell)) return cell;
  const begun = "(?='*((?![\\r\\n])[\\s\\x00-\\x1f\\u200b-\\u200f\\u2060\\ufeff])*[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20\\t\\r])";
  return cell.replace(new RegExp(`([;\\r\\n])${begun}`, "g"), "$1'").replace(new RegExp(`^${begun}`), "'");
};

PG.copy = async function (text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = PG.h("textarea.unseen", { readonly: true, "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const before = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = before), 1400);
};

PG.download = function (name, blob) {
  const url = URL.createObjectURL(blob);
  const anchor = PG.h("a", { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 2000);
};
