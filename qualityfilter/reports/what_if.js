// What other thresholds would do: exact for one rule by the counts of every report, for several by the sample (what_if.py says how).
async function whatIf() {
  const holder = byId("what-if-data");
  if (!holder) return;
  const data = JSON.parse(holder.textContent);
  const steps = data.steps;
  const width = 65536 / steps;
  const moved = new Map(); // number of a rule -> {low, high} as edges, or {off: true}
  let sample = null;

  // values and edges, as columns.py encodes them
  const share = (rule, value) =>
    rule.scale === "log"
      ? Math.log1p(Math.min(Math.max(value, 0), rule.high)) / Math.log1p(rule.high)
      : (Math.min(Math.max(value, rule.low), rule.high) - rule.low) / (rule.high - rule.low);
  const encode = (rule, value) => {
    const x = share(rule, value) * 65535;
    const floor = Math.floor(x);
    return x - floor === 0.5 ? floor + (floor % 2) : Math.round(x); // numpy rounds halves to even
  };
  const edgeOf = (rule, value, upper) => Math.min(Math.max(Math.round((encode(rule, value) + upper) / width), 0), steps);
  const valueAt = (rule, edge, upper) => {
    const code = Math.min(Math.max(edge * width - upper, 0), 65535);
    const exactly =
      rule.scale === "log" ? Math.expm1((code / 65535) * Math.log1p(rule.high)) : rule.low + (code / 65535) * (rule.high - rule.low);
    for (let digits = 1; digits < 17; digits++) {
      const short = Number(exactly.toPrecision(digits));
      if (encode(rule, short) === code) return short;
    }
    return exactly;
  };

  async function unpack() {
    if (!data.planes) return null;
    const bytes = Uint8Array.from(atob(data.planes), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const raw = await new Response(stream).arrayBuffer();
    let at = 0;
    const plane = (type) => {
      const made = new type(raw.slice(at, (at += data.rows * type.BYTES_PER_ELEMENT)));
      return made;
    };
    const units = plane(Uint16Array);
    const found = { units: Float64Array.from(units, (c) => Math.expm1((c / 65535) * Math.log1p(data.most_units))) };
    found.group = plane(Uint32Array);
    found.kept = plane(Uint8Array);
    found.rules = data.rules.slice(0, data.drawn).map((rule) => ({ state: plane(Uint8Array), step: rule.numeric ? plane(Uint16Array) : null }));
    found.groups = found.group.reduce((most, g) => (g !== 0xffffffff && g > most ? g : most), 0);
    return found;
  }

  const passesAt = (change, step) => change.off || ((change.low === null || step >= change.low) && (change.high === null || step < change.high));

  // exact for one rule: documents and units that pass all rules, documents that fail it
  function fromCounts(i, change) {
    const rule = data.rules[i];
    let [passed, units, failed] = [data.kept.documents + data.duplicate.documents + rule.only, data.kept.units + data.duplicate.units + rule.only_units, 0];
    if (!rule.numeric) return { passed, units, failed };
    for (const [step, scope, alone, aloneUnits] of rule.counts) {
      if (!passesAt(change, step)) {
        passed -= alone;
        units -= aloneUnits;
        failed += scope;
      }
    }
    return { passed, units, failed };
  }

  // for several rules: sums over the sample, scaled, with half of a 95 % interval
  function fromSample() {
    const n = data.rows;
    const p = data.share;
    const drops = data.duplicate.documents > 0;
    const before = new Uint8Array(n).fill(1);
    const after = new Uint8Array(n).fill(1);
    data.rules.slice(0, data.drawn).forEach((rule, i) => {
      const { state, step } = sample.rules[i];
      const change = moved.get(i);
      for (let row = 0; row < n; row++) {
        if (state[row] & 1) before[row] = 0;
        if (!change ? state[row] & 1 : state[row] & 2 && !passesAt(change, step ? step[row] : 0)) after[row] = 0;
      }
    });
    const stay = new Float64Array(sample.groups + 1);
    const passing = new Float64Array(sample.groups + 1);
    const small = (row) => sample.group[row] !== 0 && sample.group[row] !== 0xffffffff;
    for (let row = 0; row < n; row++) {
      if (!small(row)) continue;
      stay[sample.group[row]] += sample.kept[row];
      passing[sample.group[row]] += after[row];
    }
    const sums = { passed: new Sum(p), units: new Sum(p), kept: new Sum(p), keptUnits: new Sum(p) };
    const byGroup = { passed: new Float64Array(sample.groups + 1), kept: new Float64Array(sample.groups + 1) };
    for (let row = 0; row < n; row++) {
      const g = sample.group[row];
      let then = after[row];
      if (drops && g === 0xffffffff) then = sample.kept[row] && after[row];
      else if (drops && g !== 0) then = after[row] ? Math.min(Math.max(stay[g], 1), passing[g]) / Math.max(passing[g], 1) : 0;
      const change = after[row] - before[row];
      const kept = then - sample.kept[row];
      sums.units.add(sample.units[row] * change);
      sums.keptUnits.add(sample.units[row] * kept);
      if (small(row)) {
        byGroup.passed[g] += change;
        byGroup.kept[g] += kept;
      } else {
        sums.passed.add(change);
        sums.kept.add(kept);
      }
    }
    for (const name of ["passed", "kept"]) byGroup[name].forEach((change) => sums[name].add(change));
    const passed = data.kept.documents + data.duplicate.documents + sums.passed.total;
    return {
      passed, within: sums.passed.within, units: data.kept.units + data.duplicate.units + sums.units.total,
      kept: Math.min(Math.max(data.kept.documents + sums.kept.total, 0), passed), withinKept: sums.kept.within,
      keptUnits: Math.max(data.kept.units + sums.keptUnits.total, 0),
    };
  }
  class Sum {
    constructor(p) {
      this.p = p;
      this.sum = 0;
      this.squares = 0;
    }
    add(change) {
      this.sum += change;
      this.squares += change * change;
    }
    get total() {
      return this.sum / this.p;
    }
    get within() {
      if (this.p >= 1) return 0;
      return this.squares ? (1.959964 * Math.sqrt(this.squares * (1 - this.p))) / this.p : 3 / this.p;
    }
  }

  function answer() {
    const changes = [...moved.entries()];
    const found = sample && changes.every(([i]) => i < data.drawn) ? fromSample() : { kept: null };
    if (changes.length === 1) Object.assign(found, fromCounts(...changes[0]), { within: 0 });
    if (changes.length === 0) Object.assign(found, { passed: data.kept.documents + data.duplicate.documents, units: data.kept.units + data.duplicate.units, within: 0, kept: data.kept.documents, keptUnits: data.kept.units, withinKept: 0 });
    return found;
  }

  const bounds = (rule, change) => {
    const kept = {};
    if (change.low !== null) kept.min = valueAt(rule, change.low, 0);
    if (change.high !== null) kept.max = valueAt(rule, change.high, 1);
    return kept;
  };
  const plain = (value) => {
    if (Array.isArray(value)) return "[" + value.map(plain).join(", ") + "]";
    if (value && typeof value === "object") return "{" + Object.entries(value).map(([k, v]) => `${k}: ${plain(v)}`).join(", ") + "}";
    if (typeof value !== "string") return String(value);
    const reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"];
    return /^[A-Za-z_][\w]*$/.test(value) && !reserved.includes(value.toLowerCase()) ? value : JSON.stringify(value);
  };
  function recipeLines() {
    if (!moved.size) return "";
    return [...moved.entries()]
      .map(([i, change]) => {
        const rule = data.rules[i];
        if (change.off) return `  # without ${rule.name}`;
        const { name, column, ...rest } = rule.decide;
        return `  - ${plain({ name, column, ...bounds(rule, change), ...rest })}`;
      })
      .join("\n");
  }

  const within = (n) => (n ? ` ± ${count(Math.ceil(n))}` : "");
  const signed = (n) => (n === 0 ? "no change" : (n > 0 ? "+" : "\u2212") + count(Math.abs(n)));
  function show() {
    const found = answer();
    const exact = moved.size < 2 || data.share >= 1;
    const nowPassing = data.kept.documents + data.duplicate.documents;
    if (found.passed === undefined) {
      for (const name of ["passed", "units", "kept"]) {
        byId(`what-if-${name}`).textContent = "–";
        byId(`what-if-${name}-of`).textContent = "";
      }
      byId("what-if-how").textContent = "A new rule together with others: the page does not hold its column for the sample. Ask qualityfilter report DIR --if, or plan again with --serve.";
      byId("what-if-recipe").textContent = recipeLines();
      return showRest();
    }
    byId("what-if-passed").textContent = count(found.passed) + within(found.within);
    byId("what-if-passed-of").textContent = `${percent(found.passed, data.documents)} of ${count(data.documents)} documents; ${signed(Math.round(found.passed - nowPassing))}`;
    byId("what-if-units").textContent = (exact ? "" : "about ") + count(found.units);
    byId("what-if-units-of").textContent = `${percent(found.units, data.units)} of units; ${signed(Math.round(found.units - data.kept.units - data.duplicate.units))}`;
    byId("what-if-kept").textContent = found.kept === null ? "–" : (moved.size ? "about " : "") + count(found.kept) + within(moved.size ? found.withinKept : 0);
    byId("what-if-kept-of").textContent = found.kept === null ? "no sample" : `${percent(found.kept, data.documents)}; now ${count(data.kept.documents)}`;
    byId("what-if-how").textContent = !moved.size
      ? "Nothing is moved: these are the run's own counts."
      : moved.size === 1
        ? "One rule: counted in every document, exact. What is kept after duplicates is estimated."
        : data.share >= 1
          ? `${moved.size} rules, counted in all ${count(data.rows)} documents: exact. What is kept after duplicates is estimated.`
          : sample
            ? `${moved.size} rules: estimated from ${count(data.rows)} documents drawn by a hash of their keys; ± is a 95\u202f% interval.`
            : `${moved.size} rules: the run drew no sample to answer from.`;
    byId("what-if-recipe").textContent = recipeLines() || "  # decide: as it is";
    showRest();
  }
  function showRest() {
    showFlips();
    byId("what-if-reset").disabled = !moved.size;
    const exactly = byId("what-if-exactly");
    if (exactly) exactly.disabled = !moved.size;
  }

  // documents that the page can quote and that would change sides
  const quotable = byId("documents-data") ? JSON.parse(byId("documents-data").textContent) : { documents: [], rules: [] };
  const documents = quotable.documents;
  const columnOf = (i) => (data.rules[i].new ? quotable.columns.findIndex((column) => column.name === data.rules[i].column) : quotable.rules[i].column);
  function showFlips() {
    const list = byId("what-if-flips");
    const flips = { "would pass": [], "would fail": [] };
    documents.forEach((document_, place) => {
      const failedThen = new Set(document_.failed);
      for (const [i, change] of moved) {
        const rule = data.rules[i];
        const code = document_.codes[columnOf(i)];
        const judged = data.rules[i].new || document_.judged[i];
        if (!judged || passesAt(change, Math.floor(code / width))) failedThen.delete(rule.name);
        else failedThen.add(rule.name);
      }
      if (document_.failed.length && !failedThen.size) flips["would pass"].push(place);
      if (!document_.failed.length && failedThen.size) flips["would fail"].push(place);
    });
    list.replaceChildren();
    for (const [side, places] of Object.entries(flips)) {
      const part = element("div");
      part.append(element("h5", `${side}: ${places.length} of ${documents.length} documents quoted here`));
      const rows = element("ol", undefined, "examples");
      for (const place of places.slice(0, 5)) rows.append(quoted(documents[place], place));
      part.append(rows);
      list.append(part);
    }
    list.hidden = !moved.size || !documents.length;
  }
  function quoted(document_, place) {
    const row = element("li");
    const about = element("p", undefined, "about");
    for (const i of moved.keys()) {
      const rule = data.rules[i];
      const code = document_.codes[columnOf(i)];
      if (rule.numeric) about.append(element("span", `${rule.column} ${short(decode(rule, code), 4)}`, "value"));
    }
    const open = element("button", "all scores", "link");
    open.type = "button";
    open.addEventListener("click", () => globalThis.openDocument(place));
    about.append(element("bdi", document_.id, "id"), open);
    const quote = element("p", document_.text, "quote");
    quote.dir = "auto";
    row.append(about, quote);
    return row;
  }
  const decode = (rule, code) =>
    rule.scale === "log" ? Math.expm1((code / 65535) * Math.log1p(rule.high)) : rule.low + (code / 65535) * (rule.high - rule.low);

  // one row of controls per rule
  const body = byId("what-if-rules");
  const rows = data.rules.map((rule, i) => controls(rule, i));
  function set(i, change) {
    const rule = data.rules[i];
    const same = rule.numeric && !change.off && change.low === rule.edges[0] && change.high === rule.edges[1];
    if (same || (!rule.numeric && !change.off)) moved.delete(i);
    else moved.set(i, change);
    rows[i].update();
    show();
  }
  function controls(rule, i) {
    const row = element("tr");
    const name = element("th", rule.name);
    name.scope = "row";
    const cells = { where: element("td"), value: element("td", undefined, "number"), keep: element("td"), off: element("td") };
    const fails = element("td", undefined, "number");
    const current = () => moved.get(i) || (rule.numeric ? { low: rule.edges[0], high: rule.edges[1] } : {});
    const inputs = [];
    if (rule.numeric) {
      for (const [side, sign, upper] of [["low", "≥", 0], ["high", "≤", 1]]) {
        if (rule.new ? upper !== Number(rule.better === "lower") : rule.edges[upper] === null) continue;
        const slider = element("input");
        slider.type = "range";
        slider.min = 0;
        slider.max = steps;
        slider.setAttribute("aria-label", `${rule.name}: ${rule.column} ${sign}`);
        const box = element("input");
        box.type = "text";
        box.inputMode = "decimal";
        box.size = 8;
        box.setAttribute("aria-label", `${rule.name}: threshold, ${rule.column} ${sign}`);
        slider.addEventListener("input", () => set(i, { ...current(), off: undefined, [side]: Number(slider.value) }));
        box.addEventListener("change", () => {
          const typed = Number(box.value.replace("\u2212", "-"));
          if (box.value.trim() !== "" && Number.isFinite(typed)) set(i, { ...current(), off: undefined, [side]: edgeOf(rule, typed, upper) });
          else rows[i].update();
        });
        const line = element("div", undefined, "slide");
        line.append(element("span", `${rule.column} ${sign}`, "scope"), slider, box);
        cells.where.append(line);
        inputs.push({ side, slider, box, upper });
      }
      if (inputs.length === 1) {
        const wanted = element("input");
        wanted.type = "text";
        wanted.inputMode = "decimal";
        wanted.size = 4;
        wanted.setAttribute("aria-label", `${rule.name}: per cent of all documents that are to pass all rules`);
        const label = element("label", "pass ");
        label.append(wanted, "\u202f%");
        wanted.addEventListener("change", () => {
          const target = (Number(wanted.value) / 100) * data.documents;
          if (wanted.value.trim() === "" || !Number.isFinite(target)) return;
          const { side } = inputs[0];
          let best = { distance: Infinity, edge: 0 };
          for (let edge = 0; edge <= steps; edge++) {
            const distance = Math.abs(fromCounts(i, { low: null, high: null, [side]: edge }).passed - target);
            if (distance < best.distance) best = { distance, edge };
          }
          set(i, { low: null, high: null, [side]: best.edge });
        });
        cells.keep.append(label);
        inputs[0].wanted = wanted;
      }
    } else cells.where.append(element("span", `${rule.column}: labels`, "scope"));
    const off = element("input");
    off.type = "checkbox";
    off.setAttribute("aria-label", `leave ${rule.name} out`);
    off.addEventListener("change", () => set(i, off.checked ? { low: null, high: null, off: true } : rule.numeric ? { low: rule.edges[0], high: rule.edges[1] } : {}));
    if (!rule.new) cells.off.append(off);
    row.append(name, cells.where, cells.keep, fails, cells.off);
    (rule.new ? byId("what-if-columns") : body).append(row);
    return {
      update() {
        const change = current();
        row.classList.toggle("odd", moved.has(i));
        off.checked = Boolean(change.off);
        for (const { side, slider, box, upper, wanted } of inputs) {
          const bound = moved.has(i) ? valueAt(rule, change[side], upper) : upper ? rule.max : rule.min;
          const open = bound === null;
          slider.value = change[side] ?? (upper ? steps : 0);
          slider.setAttribute("aria-valuetext", open ? "no threshold" : short(bound, 4));
          box.value = change.off || open ? "" : String(Number(bound.toPrecision(6)));
          if (wanted && !moved.has(i)) wanted.value = "";
        }
        const failed = moved.has(i) ? fromCounts(i, change).failed : rule.failed;
        fails.textContent = `${percent(failed, data.documents)} fail`;
      },
    };
  }

  byId("what-if-reset").addEventListener("click", () => {
    moved.clear();
    rows.forEach((row) => row.update());
    show();
  });
  const exactly = byId("what-if-exactly");
  if (exactly)
    exactly.addEventListener("click", async () => {
      const status = byId("what-if-exact");
      status.textContent = "planning again with these bounds …";
      exactly.disabled = true;
      const asked = Object.fromEntries([...moved].map(([i, change]) => [data.rules[i].name, change.off ? { off: true } : bounds(data.rules[i], change)]));
      try {
        const reply = await fetch("what-if", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
        const told = await reply.json();
        status.textContent = reply.ok
          ? `Planned again: ${count(told.kept)} kept (${percent(told.kept, data.documents)}), ${count(told.failed)} fail a rule, ${count(told.duplicate)} duplicates; ${count(told.kept_units)} units.`
          : told.error;
      } catch (problem) {
        status.textContent = `no answer from the server: ${problem.message}`;
      }
      exactly.disabled = false;
    });

  byId("what-if").hidden = false;
  byId("what-if-more").hidden = !data.rules.some((rule) => rule.new);
  rows.forEach((row) => row.update());
  try {
    sample = await unpack();
  } catch {
    sample = null; // a browser without DecompressionStream: one rule at a time
  }
  show();
  globalThis.whatIfAnswer = (changes) => {
    // for tests: {rule: {min, max} or {off}} -> the answer shown
    moved.clear();
    for (const [name, change] of Object.entries(changes)) {
      const i = data.rules.findIndex((rule) => rule.name === name);
      const rule = data.rules[i];
      const edges = { low: change.min === undefined ? null : edgeOf(rule, change.min, 0), high: change.max === undefined ? null : edgeOf(rule, change.max, 1) };
      moved.set(i, change.off ? { low: null, high: null, off: true } : edges);
    }
    rows.forEach((row) => row.update());
    show();
    return answer();
  };
}
whatIf();
