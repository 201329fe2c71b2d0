"use strict";
// One document after the other, a key each. Text only ever enters as textContent.
const byId = (id) => document.getElementById(id);
const cell = (tag, text, name) => Object.assign(document.createElement(tag), { textContent: text, className: name || "" });
const queue = JSON.parse(byId("queue").textContent);
let at = Math.max(0, queue.labels.findIndex((label) => !label));
let busy = false;

async function ask(path, options) {
  const reply = await fetch(path, options);
  const told = await reply.json();
  if (!reply.ok) throw new Error(told.error);
  return told;
}
function figures(rows) {
  byId("quality").replaceChildren(
    ...rows.map((row) => {
      const made = document.createElement("tr");
      const name = cell("th", row.rule);
      name.scope = "row";
      made.append(name, cell("td", String(row.failed), "number"), cell("td", row.precision, "number"), cell("td", row.recall, "number"));
      return made;
    }),
  );
}
async function show() {
  const done = queue.labels.filter(Boolean).length;
  byId("progress").textContent = `${done} of ${queue.labels.length} labelled`;
  if (at >= queue.labels.length) {
    byId("id").textContent = "Nothing is left to look at";
    for (const name of ["why", "text"]) byId(name).textContent = "";
    byId("rules").replaceChildren();
    return;
  }
  const one = await ask(`/question/${at}`);
  byId("id").textContent = one.id;
  byId("why").textContent = one.why + (queue.labels[at] ? ` Labelled ${queue.labels[at]}.` : "");
  byId("text").textContent = one.text;
  byId("text").scrollTop = 0;
  byId("rules").replaceChildren(
    ...one.rules.map(([rule, state, words]) => {
      const made = document.createElement("tr");
      const name = cell("th", rule);
      name.scope = "row";
      made.append(name, cell("td", state, state === "fails" ? "loss" : ""), cell("td", words));
      return made;
    }),
  );
  byId("message").textContent = "";
}
async function step(action) {
  if (busy) return;
  busy = true;
  try {
    await action();
    await show();
  } catch (problem) {
    byId("message").textContent = problem.message;
  }
  busy = false;
}
const label = (name) =>
  step(async () => {
    if (at >= queue.labels.length) return;
    const told = await ask("/label", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ number: at, label: name }) });
    queue.labels[at] = name;
    figures(told.quality);
    at += 1;
  });
const move = (by) => step(async () => { at = Math.min(Math.max(at + by, 0), queue.labels.length); });
for (const button of document.querySelectorAll("[data-label]")) button.addEventListener("click", () => label(button.dataset.label));
byId("back").addEventListener("click", () => move(-1));
byId("skip").addEventListener("click", () => move(1));
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const name = { k: "keep", d: "drop", u: "unsure" }[event.key];
  if (name) label(name);
  else if (event.key === "b") move(-1);
  else if (event.key === "s") move(1);
});
figures(queue.quality);
step(async () => {});
