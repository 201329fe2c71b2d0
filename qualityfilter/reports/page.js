"use strict";
// Sorting, filtering and paging of what the page already holds. Text only ever enters as textContent.

const byId = (id) => document.getElementById(id);
const element = (tag, text, name) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (name) made.className = name;
  return made;
};

// numbers, written as the page writes them
const count = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
const percent = (part, whole) => {
  if (!whole) return "–";
  const value = (100 * part) / whole;
  if (value === 0 || value === 100) return value + "\u202f%";
  if (value > 0 && value < 0.05) return "<\u202f0.1\u202f%";
  if (value >= 99.95 && value < 100) return ">\u202f99.9\u202f%";
  return value.toFixed(1) + "\u202f%";
};
const short = (x, digits) => {
  const rounded = Number(x.toPrecision(digits));
  const text = Math.abs(rounded) >= 1000 || Number.isInteger(rounded) ? count(Math.abs(rounded)) : String(Math.abs(rounded));
  return rounded < 0 ? "\u2212" + text : text;
};

// heads become buttons, so that they can be reached and pressed by keyboard
function sorter(head, pressed) {
  const button = element("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", pressed);
}
function showOrder(heads, chosen, descending) {
  for (const head of heads) head.removeAttribute("aria-sort");
  if (chosen) chosen.setAttribute("aria-sort", descending ? "descending" : "ascending");
}

// small tables: all rows are in the page
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, place) => {
    const numbers = head.dataset.sort === "number";
    if (!head.dataset.sort) return;
    sorter(head, () => {
      const now = head.getAttribute("aria-sort");
      const descending = now ? now === "ascending" : numbers;
      const body = table.tBodies[0];
      const key = (row) => (numbers ? Number(row.cells[place].dataset.value) : row.cells[place].textContent);
      const rows = [...body.rows].map((row) => [key(row), row]);
      rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (descending ? -1 : 1));
      body.append(...rows.map((pair) => pair[1]));
      showOrder(heads, head, descending);
    });
  });
}

// the shard table: all rows as columns of numbers, one page of them in the document
function shardTable() {
  if (!byId("shard-data")) return;
  const data = JSON.parse(byId("shard-data").textContent);
  const table = byId("shard-table");
  const total = data.part.length;
  const rate = (key) => (i) => (data.documents[i] ? data[key][i] / data.documents[i] : 0);
  const raw = (i) => data.characters[i] + data.removed_characters[i];
  const keys = {
    part: (i) => data.part[i],
    documents: (i) => data.documents[i],
    characters: (i) => data.characters[i],
    kept: rate("kept"),
    failed: rate("failed"),
    duplicate: rate("duplicate"),
    removed: (i) => (raw(i) ? data.removed_characters[i] / raw(i) : 0),
    quarantined: (i) => data.quarantined[i],
    outlier: (i) => data.outlier[i],
    ks: (i) => data.ks[i],
    psi: (i) => data.psi[i],
    distance: (i) => data.distances[state.column][i],
    mean: (i) => data.means[state.column][i],
  };
  const state = { key: "outlier", descending: true, page: 0, column: -1, rows: [] };

  function choose() {
    const wanted = byId("shard-filter").value.trim().toLowerCase();
    const odd = byId("shard-odd").checked;
    const rows = [];
    for (let i = 0; i < total; i++) {
      const why = data.why[i] || "";
      if (odd && !why) continue;
      if (wanted && ![data.part[i], data.input[i], why].some((text) => text.toLowerCase().includes(wanted))) continue;
      rows.push(i);
    }
    const key = keys[state.key];
    const sign = state.descending ? -1 : 1;
    const values = Array.from({ length: total });
    for (const i of rows) values[i] = key(i);
    rows.sort((a, b) => (values[a] < values[b] ? -sign : values[a] > values[b] ? sign : a - b));
    state.rows = rows;
    state.page = 0;
    draw();
  }

  function meanOf(i) {
    const column = data.columns[state.column];
    const share = data.means[state.column][i] / 10000;
    if (column.scale === "log") return short(Math.expm1(share * Math.log1p(column.high)), 2);
    return short(column.low + share * (column.high - column.low), 3);
  }

  function row(i) {
    const made = element("tr", undefined, data.why[i] ? "odd" : "");
    const name = element("th", table.dataset.link ? undefined : data.part[i]);
    name.scope = "row";
    if (table.dataset.link) {
      const link = element("a", data.part[i]);
      link.href = table.dataset.link.replace("{}", data.part[i]);
      name.append(link);
    }
    name.append(element("bdi", data.input[i], "input"));
    const share = (key) => percent(data[key][i], data.documents[i]);
    const cell = (text) => element("td", text, "number");
    const drift = cell(data.ks[i].toFixed(3));
    drift.append(element("span", data.drifting[data.drift[i]], "scope"));
    const numbers = [
      data.psi[i].toFixed(2), count(data.documents[i]), share("kept"), share("failed"), share("duplicate"),
      percent(data.removed_characters[i], raw(i)), count(data.quarantined[i]), count(data.characters[i]),
    ];
    if (state.column >= 0) numbers.push(meanOf(i), (data.distances[state.column][i] / 1000).toFixed(3));
    made.append(name, cell(data.outlier[i].toFixed(1)), element("td", data.why[i] || ""), drift, ...numbers.map(cell));
    return made;
  }

  function draw() {
    const first = state.page * data.page;
    const shown = state.rows.slice(first, first + data.page);
    table.tBodies[0].replaceChildren(...shown.map(row));
    const last = first + shown.length;
    const found = `${count(state.rows.length)} ${state.rows.length === 1 ? "shard" : "shards"}`;
    byId("shard-status").textContent = shown.length ? `${count(first + 1)} to ${count(last)} of ${found}` : "No shard matches.";
    byId("shard-back").disabled = state.page === 0;
    byId("shard-next").disabled = last >= state.rows.length;
  }

  function sortBy(head) {
    const key = head.dataset.key;
    state.descending = state.key === key ? !state.descending : key !== "part";
    state.key = key;
    showOrder(table.tHead.rows[0].cells, head, state.descending);
    choose();
  }

  function addMean(column) {
    const heads = table.tHead.rows[0];
    for (const head of heads.querySelectorAll("[data-key=mean], [data-key=distance]")) head.remove();
    state.column = column;
    if (column >= 0) {
      const made = ["mean", "distance"].map((key) => {
        const head = element("th", `${key === "mean" ? "mean" : "KS"} ${data.columns[column].name}`, "number");
        head.scope = "col";
        head.dataset.key = key;
        heads.append(head);
        sorter(head, () => sortBy(head));
        return head;
      });
      state.key = "";
      sortBy(made[0]);
    } else {
      if (state.key === "mean" || state.key === "distance") state.key = "outlier";
      showOrder(heads.cells, heads.querySelector(`[data-key=${state.key}]`), state.descending);
      choose();
    }
  }

  for (const head of table.tHead.rows[0].cells) if (head.dataset.key) sorter(head, () => sortBy(head));
  data.columns.forEach((column, i) => {
    const option = element("option", column.name);
    option.value = String(i);
    byId("shard-column").append(option);
  });
  byId("shard-column").addEventListener("change", (event) => addMean(event.target.value === "" ? -1 : Number(event.target.value)));
  byId("shard-filter").addEventListener("input", choose);
  byId("shard-odd").addEventListener("change", choose);
  const turn = (pages) => {
    state.page += pages;
    draw();
  };
  byId("shard-back").addEventListener("click", () => turn(-1));
  byId("shard-next").addEventListener("click", () => turn(1));
  byId("shard-controls").hidden = total < 2;
  byId("shard-pager").hidden = total <= data.page;
  choose();
}
shardTable();

// on paper everything is open
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});
