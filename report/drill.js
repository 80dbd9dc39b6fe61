// Opens one store or one month, made from sums that the report has inside, where a reader follows its name: "#store=Ulm", "#month=2026-03".

window.tillbook.drill = (() => {
  /** @typedef {{ revenue: bigint, openDays: bigint, receipts: bigint, refunded: bigint }} Sums  amounts in cents; receipts are 0 where they can't be told apart */

  /** Divides whole numbers, rounded half away from 0; by 0 it is 0. */
  function divide(a, b) {
    if (b === 0n) return 0n;
    if (b < 0n) return divide(-a, -b);
    return a < 0n ? -divide(-a, b) : (2n * a + b) / (2n * b);
  }

  /** Makes what writes sums as the tables of the report do; `unit` puts a unit to the digits, within their sign. */
  function makeFormats({ group, decimal, percent, scale, digits }) {
    const write = (value, decimals, unit = (text) => text) => {
      const [size, base] = [value < 0n ? -value : value, 10n ** BigInt(decimals)];
      const whole = String(size / base).replace(/\B(?=(\d{3})+$)/g, group);
      const part = decimals === 0 ? "" : decimal + String(size % base).padStart(decimals, "0");
      return (value < 0n ? "\u2212" : "") + unit(whole + part);
    };
    const [stored, shown] = [10n ** BigInt(scale), 10n ** BigInt(digits)];
    const share = (a, b) => {
      const thousandths = divide(1000n * a, b);
      return [thousandths, write(thousandths, 1, (text) => percent.replace("{}", text))];
    };
    return {
      readCents: (value) => BigInt(Math.round(value * 10 ** scale)),
      count: (value) => write(value, 0),
      amount: (cents) => write(divide(cents * shown, stored), digits),
      share: (a, b) => share(a, b)[1],
      /** @param now  @param before  fractions: numerator and denominator; undefined against nothing or less */
      change: ([a, b], [c, d]) => {
        if (c <= 0n) return undefined;
        const [thousandths, text] = share(a * d - c * b, c * b);
        return thousandths > 0n ? `+${text}` : text;
      },
    };
  }

  /** Reads what was embedded: by store and month, what was sold. */
  function readSums(data) {
    const { readCents } = makeFormats(data);
    const months = data.months.map(({ month, name, isWhole }) => ({
      ...{ month, name, isWhole },
      id: `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`,
    }));
    const stores = data.stores.map(({ store, name, revenue, openDays, receipts, refunded }) => ({
      ...{ id: store, name },
      of: new Map(
        months.flatMap(({ month }, m) =>
          revenue[m] === null
            ? []
            : [
                [
                  month,
                  {
                    ...{ revenue: readCents(revenue[m]), refunded: readCents(refunded[m]) },
                    ...{ openDays: BigInt(openDays[m]), receipts: BigInt(receipts[m]) },
                  },
                ],
              ],
        ),
      ),
    }));
    return { months, stores };
  }

  /** Adds up sums; receipts that can't be told apart in one can't be in all. @returns undefined of none */
  function add(some) {
    if (some.length === 0) return undefined;
    const of = (key) => some.reduce((sum, one) => sum + one[key], 0n);
    const receipts = some.some((one) => one.receipts === 0n) ? 0n : of("receipts");
    return { revenue: of("revenue"), openDays: of("openDays"), receipts, refunded: of("refunded") };
  }

  /** Makes the tables of stores and months. */
  function makeTables(data) {
    const { months, stores } = readSums(data);
    const { words } = data;
    const formats = makeFormats(data);
    const wholes = new Map(months.filter(({ isWhole }) => isWhole).map((month) => [month.month, month]));
    const all = stores.flatMap(({ of }) => [...of.values()]);
    const has = {
      years: [...wholes.keys()].some((month) => wholes.has(month - 12)),
      receipts: all.some(({ receipts }) => receipts > 0n),
      refunds: all.some(({ refunded }) => refunded !== 0n),
    };
    const heads = [
      ...[words.revenue, words.openDays, words.perDay, words.monthBefore],
      ...(has.years ? [words.yearBefore] : []),
      ...(has.receipts ? [words.receipts, words.average] : []),
      ...(has.refunds ? [words.refunded] : []),
    ];

    /** @param of  the sums of stores in a month; @param month  undefined of several months, which are compared with none */
    function listFigures(of, month) {
      const { revenue, openDays, receipts, refunded } = of(month);
      const change = (before) => {
        const then = wholes.has(month) && wholes.has(before) ? of(before) : undefined;
        return (then && formats.change([revenue, openDays], [then.revenue, then.openDays])) ?? "\u2013";
      };
      const isSold = revenue - refunded > 0n;
      return [
        ...[formats.amount(revenue), formats.count(openDays), formats.amount(divide(revenue, openDays))],
        change(month - 1),
        ...(has.years ? [change(month - 12)] : []),
        ...(has.receipts
          ? receipts > 0n
            ? [formats.count(receipts), formats.amount(divide(revenue, receipts))]
            : ["\u2013", "\u2013"]
          : []),
        ...(has.refunds ? [isSold ? formats.share(-refunded, revenue - refunded) : "\u2013"] : []),
      ];
    }

    /** What was sold in one month, or in all. */
    const sumOf = (some) => (month) =>
      add(some.flatMap(({ of }) => (month === undefined ? [...of.values()] : of.has(month) ? [of.get(month)] : [])));

    return {
      months,
      stores,
      /** The months of a store, in their order. */
      ofStore: (store) => ({
        title: words.ofStore.replace("{}", () => store.name),
        heads: [words.month, ...heads],
        rows: months
          .filter(({ month }) => store.of.has(month))
          .map(({ id, name, month }) => ({
            link: `#month=${id}`,
            name: name.replaceAll(" ", "\u00a0"),
            figures: listFigures(sumOf([store]), month),
          })),
        sum: [words.all, ...listFigures(sumOf([store]))],
      }),
      /** The stores of a month, the highest revenue first. */
      ofMonth: ({ name, month }) => {
        const own = stores.filter(({ of }) => of.has(month));
        const revenueOf = ({ of }) => of.get(month).revenue;
        const sorted = [...own].sort((a, b) =>
          revenueOf(a) < revenueOf(b) ? 1 : revenueOf(a) > revenueOf(b) ? -1 : 0,
        );
        return {
          title: words.ofMonth.replace("{}", () => name),
          heads: [words.store, ...heads],
          rows: sorted.map((store) => ({
            link: linkTo(store),
            name: store.name,
            figures: listFigures(sumOf([store]), month),
          })),
          sum: [words.all, ...listFigures(sumOf(stores), month)],
        };
      },
    };
  }

  function linkTo({ id }) {
    return `#store=${encodeURIComponent(id)}`;
  }

  function makeLink(href, ...content) {
    const link = Object.assign(document.createElement("a"), { href, className: "drill-link" });
    link.append(...content);
    return link;
  }

  /** Removes from a name what only says how it is set. */
  function plain(text) {
    return text
      .replace(/[\u2066-\u2069]/g, "")
      .replace(/\s+/g, " ")
      .trim();
  }

  /** Makes links of the names of stores and months in the report's tables. */
  function linkNames({ months, stores }, { store, month }) {
    const [cut, hrefs] = [(name) => plain(name).replace(/ \(.*\)$/, ""), { store: new Map(), month: new Map() }];
    for (const one of stores) hrefs.store.set(plain(one.name), linkTo(one));
    for (const { id, name } of months) hrefs.month.set(cut(name), `#month=${id}`);
    for (const table of document.querySelectorAll(".first-page table, main table")) {
      const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((head) => plain(head.textContent));
      const found = [
        [heads.indexOf(store), (text) => hrefs.store.get(plain(text))],
        [heads.indexOf(month), (text) => hrefs.month.get(cut(text))],
      ];
      for (const [c, find] of found)
        for (const { cells } of c < 0 ? [] : table.tBodies[0].rows) {
          const href = cells[c] && find(cells[c].textContent);
          if (!href || cells[c].querySelector("a")) continue;
          cells[c].append(makeLink(href, ...cells[c].childNodes));
        }
    }
  }

  function fillTable(table, { title, heads, rows, sum }) {
    const cell = (tag, content, isText, attributes = {}) => {
      const element = Object.assign(document.createElement(tag), {
        className: isText ? "left" : "right",
        ...attributes,
      });
      element.append(content);
      return element;
    };
    const row = (cells, className) => {
      const element = Object.assign(document.createElement("tr"), { className });
      element.append(...cells);
      return element;
    };
    const fill = ([name, ...figures], className = "") =>
      row([cell("th", name, true, { scope: "row" }), ...figures.map((text) => cell("td", text, false))], className);
    table.replaceChildren();
    table.createCaption().textContent = title;
    table.createTHead().append(
      row(
        heads.map((text, c) => cell("th", text, c === 0, { scope: "col" })),
        "",
      ),
    );
    table
      .createTBody()
      .append(
        ...rows.map(({ link, name, figures }) => fill([makeLink(link, name), ...figures])),
        ...(rows.length > 1 ? [fill(sum, "sum")] : []),
      );
  }

  /** Opens what the address names, now and whenever it changes; closing it leads back to where the reader was. */
  function start({ addTools, dressTable }) {
    const embedded = document.getElementById("drill-sums");
    if (!embedded) return;
    const data = JSON.parse(embedded.textContent);
    const tables = makeTables(data);
    linkNames(tables, data.words);
    document.body.append(document.getElementById("drill").content);
    const dialog = document.querySelector("dialog.drill");
    const [table, tools] = [dialog.querySelector("table"), dialog.querySelector(".tools")];
    const [title, back] = [dialog.querySelector("h2"), dialog.querySelector(".back")];
    addTools(tools);
    /** So many entries of the history are since the reader left the report's own page. */
    let steps = 0;

    function find(hash) {
      const [, kind, id] = /^#(store|month)=(.*)$/.exec(hash) ?? [];
      const [list, show] = kind === "store" ? [tables.stores, tables.ofStore] : [tables.months, tables.ofMonth];
      const found = kind && list.find((one) => one.id === decode(id));
      return found && show(found);
    }

    function show() {
      const found = find(location.hash);
      steps = found ? (history.state?.drill ?? steps + 1) : 0;
      if (!found) return dialog.close();
      history.replaceState({ drill: steps }, "");
      title.textContent = found.title;
      back.hidden = steps < 2;
      tools.dataset.file = plain(found.title);
      fillTable(table, found);
      if (!dialog.open) dialog.showModal();
      dressTable(tools);
      dialog.scrollTop = 0;
      title.focus();
    }

    dialog.querySelector(".close").addEventListener("click", () => dialog.close());
    back.addEventListener("click", () => history.back());
    dialog.addEventListener("close", () => {
      if (find(location.hash)) history.go(-steps);
    });
    addEventListener("hashchange", show);
    // of an address that was shared, the report itself comes before
    if (find(location.hash) && !history.state?.drill) {
      const { hash } = location;
      history.replaceState(null, "", "#");
      history.pushState({ drill: 1 }, "", hash);
    }
    show();
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  return { start, makeTables, makeFormats };
})();
