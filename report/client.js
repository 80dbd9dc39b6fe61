// Runs in the page, and when the report is built in the browser that draws the static charts, so that both look the same.
// Needs only Plotly and the DOM. All texts that it shows are in the page already.

window.tillbook = (() => {
  const narrowScreen = "(max-width: 608px)"; // as in report.css

  /** Adapts a figure to the page: no title (the heading above has it), our font, no ground, fewer labels on a phone. */
  function prepare(figure, width, isNarrow) {
    const style = getComputedStyle(document.documentElement);
    // the page defines each colour as a variable, for light and dark; the page that draws the static charts doesn't
    const { data, layout } = mapColors(figure, (color) => style.getPropertyValue(`--c${color.slice(1)}`) || color);
    const base = {
      ...layout,
      title: undefined,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { ...layout.font, family: "Inter, sans-serif" },
    };
    if (base.legend) {
      const font = { ...base.legend.font, family: "Inter, sans-serif" };
      base.legend = { ...base.legend, bgcolor: "rgba(0,0,0,0)", font };
    }
    fitLabels(base, width);
    if (!isNarrow) return { data, layout: base };
    fitPhone(base, data, width);
    // the fields of a heatmap have no room for texts there
    return { data: data.map((trace) => (trace.base ? { ...trace, text: undefined } : trace)), layout: base };
  }

  /** Whether an annotation or a shape of a layout names a series, in place of the legend. */
  const isLabel = ({ name }) => /^series \d+$/.test(name ?? "");

  /** The parts of a layout that name its series: beside them or, where that isn't possible, in a legend. */
  function nameSeries(layout, isDirect) {
    const show = (item) => (isLabel(item) ? { ...item, visible: isDirect } : item);
    return {
      annotations: layout.annotations.map(show),
      shapes: layout.shapes.map(show),
      showlegend: !isDirect,
    };
  }

  /** Gives names beside the series as much room as they need, and shows the legend instead where they would take too much. */
  function fitLabels(layout, width) {
    const labels = (layout.annotations ?? []).filter(isLabel);
    if (labels.length === 0) return;
    const atEnds = labels[0].xanchor === "left";
    const needed = atEnds ? Math.max(...labels.map(measureLabel)) + 16 : 0;
    const hasRoom = atEnds ? needed < width / 3 : width >= 700;
    layout.margin = { ...layout.margin, r: hasRoom ? Math.max(20, Math.ceil(needed)) : 20 };
    Object.assign(layout, nameSeries(layout, hasRoom));
    // the first bar begins where the names would stand
    if (!hasRoom && !atEnds) layout.yaxis = { ...layout.yaxis, range: [layout.yaxis.range[0], -0.5] };
  }

  /** The width of a label's longest line, in px. */
  function measureLabel({ text, font }) {
    const context = document.createElement("canvas").getContext("2d");
    context.font = `${font.size}px Inter, sans-serif`;
    return Math.max(...text.split("<br>").map((line) => context.measureText(readHtml(line)).width));
  }

  /** Leaves out labels of the horizontal axis that would overlap, and makes room for texts beyond the bars. */
  function fitPhone(layout, data, width) {
    const { xaxis, yaxis } = layout;
    if (!xaxis) return;
    if (layout.xaxis2) {
      fitSmallCharts(layout);
      return;
    }
    const hasWords = data.some((trace) => trace.orientation === "h");
    const plotWidth = width * (hasWords ? 0.5 : 0.85);
    const texts = xaxis.ticktext ?? [];
    const longest = Math.max(1, ...texts.flatMap((text) => text.split("<br>")).map((text) => text.length));
    const every = Math.max(1, Math.ceil((texts.length * (longest * 6 + 6)) / plotWidth));
    const keep = (_, i) => i % every === 0;
    const hasTexts = data.some((trace) => trace.mode === "text" || trace.textposition === "outside");
    const range = xaxis.range && hasTexts && hasWords ? [xaxis.range[0], xaxis.range[1] * 1.2] : xaxis.range;
    const tickfont = { ...xaxis.tickfont, size: 11 };
    layout.xaxis = { ...xaxis, range, tickfont };
    // else Plotly turns the labels where they would overlap
    if (xaxis.tickvals) {
      const ticks = { tickvals: xaxis.tickvals.filter(keep), ticktext: texts.filter(keep), tickangle: 0 };
      Object.assign(layout.xaxis, ticks);
    }
    if (yaxis) layout.yaxis = { ...yaxis, tickfont: { ...yaxis.tickfont, size: 11 } };
  }

  /** Makes the texts of small charts that stand side by side smaller, so that none reaches into the next. */
  function fitSmallCharts(layout) {
    const shrink = (item, key) => ({ ...item, [key]: { ...item[key], size: 10 } });
    for (const name of Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key)))
      layout[name] = shrink(layout[name], "tickfont");
    layout.annotations = (layout.annotations ?? []).map((annotation) => shrink(annotation, "font"));
  }

  /**
   * Draws a figure at a fixed size and returns it as SVG; a narrow one gets height for its longer legend.
   * @throws Error naming a trace with data of which Plotly draws nothing
   */
  async function drawStatic(figure, width, isNarrow) {
    const { data, layout } = prepare(figure, width, isNarrow);
    const hasData = (trace) => Object.values(trace).some((value) => Array.isArray(value) && value.length > 0);
    // It fails by itself at a legend that isn't shown.
    const { legend: _, ...checked } = layout;
    const lost = Plotly.validate(data, checked)?.find(
      ({ code, trace, path }) => code === "invisible" && path === "" && hasData(data[trace]),
    );
    if (lost) throw new Error(`expected data that Plotly draws, got data[${lost.trace}], of which it draws nothing`);
    const entries = layout.showlegend === false ? 0 : data.filter((trace) => trace.showlegend !== false).length;
    const height = (layout.height ?? 420) + (isNarrow ? 10 * entries : 0);
    const url = await Plotly.toImage({ data, layout: { ...layout, width, height } }, { format: "svg", width, height });
    return decodeURIComponent(url.replace(/^data:image\/svg\+xml,/, ""));
  }

  /** Changes each colour of a figure, as `mapColors` in figure-colors.ts. */
  function mapColors(value, change, isColor = false) {
    if (typeof value === "string") return isColor ? mapColor(value, change) : value;
    if (Array.isArray(value)) return value.map((item) => mapColors(item, change, isColor));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([k, v]) => [k, mapColors(v, change, /color(?!scale)/.test(k))]),
    );
  }

  function mapColor(value, change) {
    if (/^#[0-9a-f]{6}$/i.test(value)) return change(value.toLowerCase());
    const [, r, g, b, alpha] = /^rgba\((\d+), ?(\d+), ?(\d+), ?([\d.]+)\)$/.exec(value) ?? [];
    if (alpha === undefined || alpha === "0") return value;
    const changed = change(`#${[r, g, b].map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`);
    return `rgba(${[1, 3, 5].map((at) => Number.parseInt(changed.slice(at, at + 2), 16)).join(", ")}, ${alpha})`;
  }

  /** Draws the interactive chart over the static one. */
  async function draw(chart) {
    const stage = chart.querySelector(".interactive");
    stage.hidden = false;
    const figure = JSON.parse(chart.querySelector("script").textContent);
    const { data, layout } = prepare(
      figure,
      chart.clientWidth,
      matchMedia(narrowScreen).matches || chart.querySelector(".wide").clientWidth === 0,
    );
    const options = { displayModeBar: false, responsive: true, doubleClick: false };
    await Plotly.react(stage, data, { ...layout, width: undefined, height: undefined, autosize: true }, options);
    stage.hasLabels = (layout.annotations ?? []).some((item) => isLabel(item) && item.visible);
    if (!chart.querySelector(".series")) addSeries(chart, stage);
    chart.classList.add("is-interactive");
  }

  /**
   * Adds a button for each series, for the keyboard: Enter hides and shows it, arrows go through its points, whose texts are shown as
   * under a mouse, and read out. Where a series is hidden, sums that the chart says would be wrong, so they are hidden, too; and as
   * others move where it was, the legend takes the place of names beside them. A click on such a name is one on the legend.
   */
  function addSeries(chart, stage) {
    const spoken = document.querySelector(".spoken");
    const bar = document.createElement("div");
    bar.className = "series";
    bar.role = "group";
    bar.ariaLabel = spoken.dataset.help;
    const isSums = (trace) => trace.mode === "text";
    const isHidden = (trace) => trace.visible === "legendonly";
    const listSame = (trace) =>
      stage.data.flatMap((other, i) =>
        other === trace || (trace.legendgroup && other.legendgroup === trace.legendgroup) ? [i] : [],
      );
    const toggle = (i) =>
      Plotly.restyle(stage, { visible: isHidden(stage.data[i]) ? true : "legendonly" }, listSame(stage.data[i]));
    stage.on("plotly_clickannotation", ({ annotation }) => {
      if (isLabel(annotation)) toggle(Number(annotation.name.slice("series ".length)));
    });
    for (const [i, trace] of stage.data.entries()) {
      if (trace.showlegend === false || isSums(trace) || trace.hoverinfo === "skip") continue;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = readHtml(trace.name ?? stage.ariaLabel);
      button.ariaPressed = "true";
      button.addEventListener("click", () => toggle(i));
      let point = -1;
      button.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const points = stage.calcdata?.[i]?.length ?? 0;
        if (step === undefined || points === 0 || isHidden(stage.data[i])) return;
        event.preventDefault();
        point = Math.min(Math.max(point + step, 0), points - 1);
        Plotly.Fx.hover(stage, [{ curveNumber: i, pointNumber: point }]);
        const texts = stage.data[i].customdata?.[point] ?? [stage.data[i].x?.[point], stage.data[i].y?.[point]];
        spoken.textContent = [texts].flat().map(readHtml).join(", ");
      });
      button.addEventListener("blur", () => Plotly.Fx.unhover(stage));
      bar.append(button);
    }
    chart.append(bar);
    stage.on("plotly_restyle", () => {
      const [buttons, shown] = [
        [...bar.children],
        stage.data.filter((trace) => trace.showlegend !== false && !isSums(trace) && trace.hoverinfo !== "skip"),
      ];
      for (const [i, trace] of shown.entries()) if (buttons[i]) buttons[i].ariaPressed = String(!isHidden(trace));
      const visible = !shown.some(isHidden);
      const sums = stage.data.flatMap((trace, i) =>
        isSums(trace) && (trace.visible !== false) !== visible ? [i] : [],
      );
      if (sums.length > 0) Plotly.restyle(stage, { visible }, sums);
      if (stage.hasLabels && stage.layout.showlegend === visible)
        Plotly.relayout(stage, nameSeries(stage.layout, visible));
    });
  }

  /** Reads a text that is escaped for Plotly. */
  function readHtml(text) {
    return new DOMParser().parseFromString(String(text), "text/html").body.textContent.trim();
  }

  /** Runs Plotly, which is in the page as text, after the first paint; until then the static charts are shown. */
  async function drawAll() {
    await document.fonts.ready;
    await isPainted();
    performance.mark("tillbook:plotly");
    const script = document.createElement("script");
    script.textContent = document.getElementById("plotly").textContent;
    document.head.append(script);
    const charts = [...document.querySelectorAll(".chart")];
    const redraw = async () => {
      for (const chart of charts) await draw(chart);
    };
    for (const query of ["(prefers-color-scheme: dark)", narrowScreen])
      matchMedia(query).addEventListener("change", redraw);
    await redraw();
    document.documentElement.dataset.charts = "ready";
  }

  /** Waits for the first paint, for a second at most: a page in the background isn't painted. */
  function isPainted() {
    return new Promise((resolve) => {
      const observer = new PerformanceObserver((list) => {
        if (list.getEntriesByName("first-contentful-paint").length > 0) resolve();
      });
      observer.observe({ type: "paint", buffered: true });
      setTimeout(resolve, 1000);
    });
  }

  /** Highlights the section on screen in the contents. */
  function followScroll() {
    const nav = document.querySelector(".contents");
    const links = [...nav.querySelectorAll("li a")];
    const places = links.map((link) => document.getElementById(link.hash.slice(1)));
    let current;
    const update = () => {
      const isAtEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
      const last = places.findLastIndex((place) => place.getBoundingClientRect().top < innerHeight / 3);
      const link = isAtEnd ? links.at(-1) : links[last];
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "location");
      current = link;
      if (link && nav.scrollHeight > nav.clientHeight) nav.scrollTop = link.offsetTop - nav.clientHeight / 2;
    };
    addEventListener("scroll", update, { passive: true });
    addEventListener("resize", update, { passive: true });
    update();
  }

  /** Adds to every heading with an id a link to itself, which a click copies. */
  function addCopyLinks() {
    const template = document.querySelector(".permalink");
    const toast = document.querySelector(".toast");
    for (const heading of document.querySelectorAll("main :is(h2, h3)[id]")) {
      const link = template.content.firstElementChild.cloneNode(true);
      const target = heading.closest("section[aria-labelledby], .figure");
      link.href = `#${target?.getAttribute("aria-labelledby") === heading.id ? target.id : heading.id}`;
      link.ariaLabel = `${link.ariaLabel}: ${heading.textContent.trim()}`;
      link.addEventListener("click", async () => {
        await navigator.clipboard?.writeText(link.href);
        toast.textContent = toast.dataset.text;
        setTimeout(() => toast.replaceChildren(), 2000);
      });
      const row = document.createElement("div");
      row.className = "heading";
      heading.replaceWith(row);
      row.append(heading, link);
    }
  }

  /** Makes the search, the download and the sorting of each table work. */
  function addTableTools() {
    for (const tools of document.querySelectorAll(".tools")) {
      addTools(tools);
      addSorting(tableOf(tools));
    }
    document.documentElement.classList.add("is-live");
  }

  function tableOf(tools) {
    return document.getElementById(tools.dataset.table);
  }

  function addTools(tools) {
    const table = tableOf(tools);
    const [search, count] = [tools.querySelector("input"), tools.querySelector("output")];
    search?.addEventListener("input", () => {
      const rows = [...table.tBodies[0].rows];
      for (const row of rows) row.hidden = !fold(row.textContent).includes(fold(search.value));
      const found = rows.filter((row) => !row.hidden).length;
      count.textContent = search.value === "" ? "" : `${found} / ${rows.length}`;
    });
    tools.querySelector("button").addEventListener("click", () => save(`${tools.dataset.file}.csv`, makeCsv(table)));
    sizes.observe(table.parentElement);
  }

  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) makeCards(target);
  });

  /** Makes the tools of a table fit rows that are new. */
  function dressTable(tools) {
    const table = tableOf(tools);
    const search = tools.querySelector("input");
    if (search) search.value = tools.querySelector("output").textContent = "";
    addSorting(table);
    makeCards(table.parentElement);
  }

  /** Makes the heads of a table buttons that sort it: upwards, downwards, and as it was. Its sum stays at the end. */
  function addSorting(table) {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    const body = table.tBodies[0];
    if (heads.length === 0 || !body || body.rows.length < 3 || table.querySelector("[colspan], [rowspan]")) return;
    const rows = [...body.rows];
    const sorted = rows.filter((row) => !row.classList.contains("sum"));
    const readKey = makeReader();
    for (const [c, head] of heads.entries()) {
      if (head.textContent.trim() === "") continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" }[head.ariaSort ?? "none"];
        for (const other of heads) other.removeAttribute("aria-sort");
        if (next !== "none") head.ariaSort = next;
        const keys = new Map(sorted.map((row) => [row, readKey(row.cells[c]?.textContent.trim() ?? "")]));
        const way = next === "descending" ? -1 : 1;
        const order = next === "none" ? sorted : [...sorted].sort((a, b) => compareKeys(keys.get(a), keys.get(b), way));
        body.append(...order, ...rows.filter((row) => !sorted.includes(row)));
      });
    }
  }

  /** Compares numbers with numbers and texts with texts; what has no number comes last, whichever way. */
  function compareKeys(a, b, way) {
    if (typeof a === "number" && typeof b === "number") return way * (a - b);
    if (typeof a === typeof b) return way * a.localeCompare(b, document.documentElement.lang, { numeric: true });
    return typeof a === "number" ? -1 : 1;
  }

  /** Makes what reads a cell as something that sorts: a number, also that of a month or a weekday of the page's language, or the text. */
  function makeReader() {
    const { lang } = document.documentElement;
    const name = (options, date) => new Intl.DateTimeFormat(lang, { ...options, timeZone: "UTC" }).format(date);
    const months = Array.from({ length: 12 }, (_, i) => name({ month: "long" }, Date.UTC(2024, i, 1)));
    const weekdays = Array.from({ length: 7 }, (_, i) => name({ weekday: "long" }, Date.UTC(2024, 0, 1 + i)));
    const { group, decimal } = readSigns();
    return (text) => {
      const month = months.findIndex((one) => text.includes(one));
      const [, day = "0"] = /^(\d{1,2})\b/.exec(text) ?? [];
      const [year] = /\b\d{4}\b/.exec(text) ?? [];
      if (month >= 0 && year) return Number(year) * 372 + month * 31 + Number(day);
      const weekday = weekdays.findIndex((one) => text.startsWith(one));
      if (weekday >= 0) return weekday;
      const [number] = /^[^\d]{0,4}\d[\d.,\s]*/.exec(text) ?? [];
      if (number === undefined || /\p{L}{3}|\d[:–]\d/u.test(text)) return text;
      const sign = /^[-\u2212]/.test(text) ? -1 : 1;
      return (
        sign *
        Number(
          number
            .replaceAll(group, "")
            .replace(decimal, ".")
            .replace(/[^\d.]/g, ""),
        )
      );
    };
  }

  /** Makes cards of the rows of a table that is wider than a phone; each number stands beside the head of its column. */
  function makeCards(box) {
    const table = box.firstElementChild;
    if (box.clientWidth === 0) return;
    table.classList.remove("cards");
    if (!matchMedia(narrowScreen).matches || table.offsetWidth <= box.clientWidth) return;
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((head) => head.textContent.trim());
    if (heads.length === 0 || table.querySelector("[colspan], [rowspan]")) return;
    // elements that aren't laid out as a table lose its roles
    const roles = [
      ["table", [table]],
      ["rowgroup", table.querySelectorAll("thead, tbody")],
      ["row", table.rows],
      ["columnheader", table.querySelectorAll("thead th")],
      ["rowheader", table.querySelectorAll("tbody th")],
      ["cell", table.querySelectorAll("td")],
    ];
    for (const [role, elements] of roles) for (const element of elements) element.setAttribute("role", role);
    for (const row of table.tBodies[0]?.rows ?? [])
      for (const [c, cell] of [...row.cells].entries()) {
        cell.dataset.head = heads[c] ?? "";
        cell.classList.toggle("blank", cell.textContent.trim() === "" && cell.childElementCount === 0);
      }
    table.classList.add("cards");
  }

  /** The signs of numbers in the page's language. */
  function readSigns() {
    const parts = new Intl.NumberFormat(document.documentElement.lang).formatToParts(-1234567.8);
    const [group, decimal] = ["group", "decimal"].map((type) => parts.find((part) => part.type === type).value);
    return { group, decimal };
  }

  /** Removes case and accents from a text, for comparing. */
  function fold(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  }

  /**
   * Writes a table as CSV (RFC 4180) for the spreadsheets of the page's language: where the comma is the decimal sign, cells
   * are separated by semicolons. Numbers lose their thousands separators and their currency, all else is as shown.
   */
  function makeCsv(table) {
    const { group, decimal } = readSigns();
    const separator = decimal === "," ? ";" : ",";
    const readNumber = (text) => {
      const plain = text
        .replace(/^(\u2212?)(?:[A-Z]{0,3}\p{Sc}|[A-Z]{3,4}\s)(?=\d)|(?<=\d)\s(?:[A-Z]{0,3}\p{Sc}|[A-Z]{3,4})$/u, "$1")
        .replaceAll(group, "")
        .replace("\u2212", "-");
      return /^-?\d+([.,]\d+)?$/.test(plain) ? plain : text;
    };
    // keeps a spreadsheet from running a text as a formula (OWASP, CSV Injection)
    const guard = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
    const quote = (text) =>
      /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
    const lines = [...table.rows].map((row) =>
      [...row.cells].map((cell) => {
        // a drawing is saved as its text alternative
        const text = cell.textContent.trim() || (cell.querySelector("svg")?.ariaLabel ?? "");
        return quote(getComputedStyle(cell).textAlign === "right" ? readNumber(text) : guard(text));
      }),
    );
    return lines.map((line) => `${line.join(separator)}\r\n`).join("");
  }

  function save(name, text) {
    const link = document.createElement("a");
    link.download = name;
    // spreadsheets read UTF-8 only with a byte order mark
    link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function start() {
    followScroll();
    addCopyLinks();
    addTableTools();
    tillbook.drill.start({ addTools, dressTable });
    return drawAll();
  }

  return { drawStatic, start };
})();
