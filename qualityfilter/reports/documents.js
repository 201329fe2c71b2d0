// Opens a quoted document in a dialog: its scores, what share of the run lies below each, and every rule.
function documentView() {
  const holder = byId("documents-data");
  const dialog = byId("document");
  if (!holder || !dialog) return;
  const data = JSON.parse(holder.textContent);
  const decoded = (column, code) =>
    column.scale === "log" ? Math.expm1((code / 65535) * Math.log1p(column.high)) : column.low + (code / 65535) * (column.high - column.low);
  const bar = (share) => {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    const rect = document.createElementNS(ns, "rect");
    for (const [k, v] of Object.entries({ class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" })) svg.setAttribute(k, v);
    for (const [k, v] of Object.entries({ class: "kept", width: (100 * share).toFixed(1), height: 10 })) rect.setAttribute(k, v);
    svg.append(rect);
    return svg;
  };
  const head = (row, names) => row.append(...names.map((name) => Object.assign(element("th", name), { scope: "col" })));
  const table = (caption, heads) => {
    const made = element("table", undefined, "grid");
    made.append(element("caption", caption));
    head(made.createTHead().insertRow(), heads);
    made.append(element("tbody"));
    return made;
  };
  function rules(one) {
    const made = table("Rules", ["rule", "value", "threshold", "margin", ""]);
    data.rules.forEach((rule, i) => {
      const column = data.columns[rule.column];
      const code = one.codes[rule.column];
      const value = decoded(column, code);
      const row = made.tBodies[0].insertRow();
      const name = element("th", rule.name);
      name.scope = "row";
      let threshold = rule.codes ? rule.codes.slice(0, 4).map((c) => column.categories[c]).join(", ") : "";
      let margin = "";
      if (!rule.codes) {
        const sides = [[rule.min, "≥ ", 1], [rule.max, "≤ ", -1]].filter((side) => side[0] !== null);
        threshold = sides.map(([bound, sign]) => sign + short(bound, 4)).join(", ");
        margin = sides.map(([bound, , sign]) => (sign * (value - bound) >= 0 ? "+" : "") + short(sign * (value - bound), 3)).join(", ");
      }
      const passes = rule.codes ? rule.codes.includes(code) : code >= rule.low && code <= rule.high;
      const state = one.judged[i] ? (passes ? "passes" : "fails") : "not judged";
      row.append(name, element("td", column.categories.length ? column.categories[code] : short(value, 4), "number"), element("td", threshold), element("td", margin, "number"));
      row.append(element("td", state, state === "fails" ? "loss" : ""));
    });
    return made;
  }
  function scores(one) {
    const made = table("Scores, and the share of the run's documents below", ["dimension", "value", "below", ""]);
    data.columns.forEach((column, i) => {
      const row = made.tBodies[0].insertRow();
      const name = element("th", column.name);
      name.scope = "row";
      name.title = column.meaning;
      row.append(name);
      if (column.categories.length) {
        row.append(element("td", column.categories[one.codes[i]], "number"), element("td"), element("td"));
        return;
      }
      const share = column.below[Math.floor((one.codes[i] * column.below.length) / 65536)];
      const cell = element("td", undefined, "bar");
      cell.append(bar(share));
      row.append(element("td", short(decoded(column, one.codes[i]), 4), "number"), element("td", percent(share, 1), "number"), cell);
    });
    return made;
  }
  globalThis.openDocument = (place) => {
    const one = data.documents[place];
    const title = element("h2", one.id);
    const why = one.failed.length ? `fails ${one.failed.join(", ")}` : one.verdict === "kept" ? `weight ${one.weight}` : "passes every rule; a copy of it is kept";
    const copies = one.cluster_size > 1 ? `; one of ${count(one.cluster_size)} copies` : "";
    const about = element("p", `${one.verdict}: ${why}${copies}; ${count(one.units)} units`, "about");
    const quote = element("p", one.text, "quote");
    quote.dir = "auto";
    const sides = element("div", undefined, "sides");
    sides.append(rules(one), scores(one));
    const close = element("button", "Close");
    close.type = "button";
    close.addEventListener("click", () => dialog.close());
    const parts = [close, title, about, quote, sides];
    if (dialog.dataset.served) {
      const whole = element("a", "The whole document, with what cleaning took");
      whole.href = `document/${one.part}/${one.row}`;
      parts.splice(4, 0, whole);
    }
    dialog.replaceChildren(...parts);
    dialog.showModal();
    dialog.scrollTop = 0;
  };
  const list = byId("document-list");
  const wanted = byId("document-filter");
  const sort = byId("document-sort");
  data.columns.forEach((column, i) => {
    if (column.categories.length) return;
    const option = element("option", column.name);
    option.value = String(i);
    sort.append(option);
  });
  function draw() {
    const text = wanted.value.trim().toLowerCase();
    const by = sort.value === "" ? -1 : Number(sort.value);
    const found = data.documents.map((one, i) => i).filter((i) => {
      const one = data.documents[i];
      return !text || [one.id, one.verdict, one.text, ...one.failed].some((part) => part.toLowerCase().includes(text));
    });
    if (by >= 0) found.sort((a, b) => data.documents[b].codes[by] - data.documents[a].codes[by] || a - b);
    byId("document-status").textContent = `${count(found.length)} of ${count(data.documents.length)} documents` + (found.length > 30 ? ", the first 30" : "");
    list.replaceChildren(
      ...found.slice(0, 30).map((i) => {
        const one = data.documents[i];
        const row = element("li");
        const about = element("p", undefined, "about");
        if (by >= 0) about.append(element("span", short(decoded(data.columns[by], one.codes[by]), 4), "value"));
        about.append(element("span", one.failed.length ? `fails ${one.failed.join(", ")}` : one.verdict, `verdict ${one.verdict === "kept" ? "kept" : "lost"}`));
        const open = element("button", one.id, "link id");
        open.type = "button";
        open.addEventListener("click", () => globalThis.openDocument(i));
        about.append(open);
        const quote = element("p", one.text, "quote few");
        quote.dir = "auto";
        row.append(about, quote);
        return row;
      }),
    );
  }
  wanted.addEventListener("input", draw);
  sort.addEventListener("change", draw);
  byId("documents").hidden = false;
  draw();
}
documentView();
