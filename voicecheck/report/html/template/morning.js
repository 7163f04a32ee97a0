"use strict";
// The index sorts and filters what stands in the table; without this script it is a plain table.
const table = document.getElementById("index");
const body = table.tBodies[0];
const heads = [...table.tHead.rows[0].cells];
const filters = document.getElementById("filters");
const field = (name) => document.getElementById(name);
const column = (name) => heads.findIndex((head) => head.dataset.column === name);
const queueAt = column("queue"), weekAt = column("week");
const checks = new Map(heads.flatMap((head, i) => (head.dataset.code ? [[head.dataset.code, i]] : [])));
const rows = [...body.rows].map((row, order) => ({
  row,
  order,
  queue: row.cells[queueAt].textContent,
  week: row.cells[weekAt].textContent,
  text: row.textContent.toLowerCase(),
  isNew: row.classList.contains("new"),
  verdicts: new Map([...checks].map(([code, i]) => [code, row.cells[i].className])),
}));
const STEP = 200; // a browser takes a second to lay out thousands of rows
let ordered = rows;
let room = STEP;
function show() {
  const [check, verdict, queue, week] = ["check", "verdict", "queue", "week"].map((id) => field(id).value);
  const needles = field("text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const onlyNew = field("only").checked;
  let n = 0;
  for (const item of ordered) {
    const found = check ? [item.verdicts.get(check)] : [...item.verdicts.values()];
    const keep = (!verdict || found.includes(verdict)) && (!queue || item.queue === queue) &&
      (!week || item.week === week) && (!onlyNew || item.isNew) &&
      needles.every((needle) => item.text.includes(needle));
    n += keep;
    item.row.hidden = !keep || n > room;
  }
  const count = field("count");
  count.textContent = count.dataset.text.replace("{n}", n).replace("{total}", rows.length);
  field("more").hidden = n <= room;
}
function key(item, at, numeric) {
  const cell = item.row.cells[at];
  const shown = cell.dataset.v ?? cell.textContent;
  if (!numeric) return shown;
  const figure = shown.match(/\d+/);
  return figure ? Number(figure[0]) : null;
}
function sort(head, at) {
  // What is looked for in a check is the gravest: that comes first there.
  const turned = head.getAttribute("aria-sort");
  const sign = turned === "ascending" || (turned !== "descending" && head.dataset.code) ? -1 : 1;
  const numeric = head.dataset.kind === "number";
  for (const other of heads) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
  const keyed = rows.map((item) => [key(item, at, numeric), item]);
  const empty = (value) => value === null || value === "";
  // What has no value stands last either way; the rest keeps its order where it is equal.
  keyed.sort(([a, one], [b, two]) => empty(a) - empty(b) || (empty(a) ? 0 : sign *
    (numeric ? a - b : a.localeCompare(b, undefined, { numeric: true }))) || one.order - two.order);
  ordered = keyed.map(([, item]) => item);
  body.append(...ordered.map((item) => item.row));
  show();
}
heads.forEach((head, at) => {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  button.addEventListener("click", () => sort(head, at));
  head.append(button);
});
filters.hidden = false;
filters.addEventListener("input", () => {
  room = STEP;
  show();
});
field("more").addEventListener("click", () => {
  room += STEP;
  show();
});
show();
