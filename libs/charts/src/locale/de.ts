import { groupDigits, nbsp } from "./digits.js";
import type { Messages } from "./messages.js";

const months = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" ");
const weekdays = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(" ");

const number = (n: number): string => groupDigits(n, ".");
const count = (n: number, one: string, many: string): string => `${number(n)}${nbsp}${n === 1 ? one : many}`;
const stores = (n: number): string => count(n, "Filiale", "Filialen");
const sales = (n: number): string => count(n, "Verkauf", "Verkäufe");
/** After "mit", "bei", "in", "aus". */
const ofSales = (n: number): string => count(n, "Verkauf", "Verkäufen");
const ofCashiers = (n: number): string => count(n, "Kassenkraft", "Kassenkräften");
const nameMonth = (year: number | undefined, month: number): string =>
  [months[month - 1], year].filter(Boolean).join(" ");

const strongest = {
  month: "der stärkste Monat",
  quarter: "das stärkste Quartal",
  year: "das stärkste Jahr",
  decade: "das stärkste Jahrzehnt",
};

/** Everything that is said in German; the comments are in `en.ts`. */
export const de: Messages = {
  language: "de",
  name: "Deutsch",

  numbers: {
    group: ".",
    decimal: ",",
    euros: (amount) => `${amount}${nbsp}€`,
    thousands: (text) => `${text}${nbsp}Tsd.`,
    millions: (text) => `${text}${nbsp}Mio.`,
    billions: (text) => `${text}${nbsp}Mrd.`,
    tight: ["T", "M", "Mrd"].map((unit) => (text) => `${text}${nbsp}${unit}`),
    percent: (text) => `${text}${nbsp}%`,
    inEuros: (name) => `${name} (€)`,
    list: (texts) => texts.join(", "),
  },

  calendar: {
    month: nameMonth,
    monthShort: (month) => (month === 3 ? "Mrz" : months[month - 1]!.slice(0, 3)),
    day: (year, month, day) => `${day}.${nbsp}${nameMonth(year, month)}`,
    weekday: (weekday) => weekdays[weekday - 1] ?? `Tag ${weekday}`,
    hours: (from, to) => `${from}–${to}${nbsp}Uhr`,
    hour: (hour) => `${hour}:00`,
    quarter: (year, quarter) => `${quarter}. Quartal ${year}`,
    quarterShort: (quarter) => `Q${quarter}`,
    decade: (year) => `${year}er`,
    span: (from, to) => `${from} bis ${to}`,
    units: { month: "Monat", quarter: "Quartal", year: "Jahr", decade: "Jahrzehnt" },
  },

  labels: {
    all: "Summe",
    article: "Artikel",
    average: "Durchschnitt",
    averageSale: "Durchschnitt je Verkauf",
    cashier: "Kassenkraft",
    change: "Änderung",
    hour: "Uhrzeit",
    others: "Übrige",
    revenue: "Umsatz",
    sales: "Verkäufe",
    store: "Filiale",
    stores: "Filialen",
    strongestMonth: "Stärkster Monat",
  },

  rows: {
    inFiles: "Zeilen in den Dateien",
    imported: (imported, rejected) => `${imported} importiert, ${rejected} zurückgewiesen`,
    refunds: "Erstattungen",
    zeros: "Verkäufe über 0,00 €",
    duplicates: "Doppelte Zeilen",
  },

  counts: { stores, sales, months: (n) => count(n, "Monat", "Monate") },

  otherStores: (n) => `${number(n)} weitere ${n === 1 ? "Filiale" : "Filialen"}`,

  monthlySales: {
    title: (best, unit, store, storeCount) =>
      [best && `${best} war ${strongest[unit]}`, store && `${store} ist die größte von ${stores(storeCount)}`]
        .filter(Boolean)
        .join(", "),
    titleOfOne: (store, period) => `Umsatz von ${store}, ${period}`,
    alt: (a) =>
      `${a.isStacked ? "Gestapelte" : "Gruppierte"} Balken: Umsatz je ${de.calendar.units[a.unit]} von ${stores(a.stores)}, ${a.span}. Zusammen ${a.revenue}. Höchster: ${a.best} mit ${a.bestRevenue}. Niedrigster: ${a.worst} mit ${a.worstRevenue}. Größte Filiale: ${a.store} mit ${a.storeRevenue}.`,
  },
  topArticles: {
    others: "Alle übrigen Artikel",
    title: (article, revenue) => `${article} bringt am meisten ein: ${revenue}`,
    alt: (articles, revenue, firsts, last) =>
      `Gestapelte Balken: Umsatz ${articles === 1 ? "des umsatzstärksten Artikels" : `der ${number(articles)} umsatzstärksten Artikel`}, nach Filialen. Zusammen ${revenue}. Vorn: ${firsts.join("; ")}. Letzter davon: ${last}.`,
  },
  salesPerCashier: {
    title: (cashier, store, revenue, times) =>
      `${cashier} in ${store} nahm am meisten ein: ${revenue}${times === undefined ? "" : `, das ${times}-Fache des Medians`}`,
    alt: (a) =>
      `Sortierte Balken: Umsatz von ${ofCashiers(a.cashiers)} in ${stores(a.stores)}. Höchster: ${a.best} in ${a.bestStore} mit ${a.bestRevenue}. Median: ${a.median}.${a.others === undefined ? "" : ` Durchschnitt der ${number(a.others.count)} übrigen: ${a.others.revenue}.`}`,
    averageOfOthers: (n) => `Durchschnitt der ${number(n)} übrigen`,
    allStores: "alle Filialen",
    others: (n) => `${number(n)} übrige zusammen`,
  },
  timeSales: {
    title: (from, to, share) => `Zwischen ${from} und ${to}${nbsp}Uhr wird am meisten verkauft: ${share} des Umsatzes`,
    alt: (a) =>
      `Gestapelte Flächen: Umsatz nach Uhrzeit, von ${a.from} bis ${a.to}${nbsp}Uhr, von ${stores(a.stores)}. Zusammen ${a.revenue}. Höchster: ${a.best} mit ${a.bestRevenue}, ${a.share} von allem.`,
  },
  weekdayHours: {
    title: (day, from, to, share) =>
      `Am ${day} zwischen ${from} und ${to}${nbsp}Uhr wird am meisten verkauft: ${share} des Umsatzes der Woche`,
    from: (revenue) => `ab ${revenue}`,
    alt: (a) =>
      `Heatmap: Umsatz nach Wochentag und Uhrzeit, von ${a.from} bis ${a.to}${nbsp}Uhr. Zusammen ${a.revenue}. Höchster: ${a.bestDay}, ${a.bestHour}, mit ${a.bestRevenue}. Stärkster Tag: ${a.day} mit ${a.dayRevenue}, ${a.share} von allem.`,
  },

  sentences: {
    inMonths: (n) => `in ${count(n, "Monat", "Monaten")}`,
    data: (a) =>
      `**${sales(a.rows)}**, ${a.period}, gelesen aus ${count(a.files, "Datei", "Dateien")}: ${count(a.articles, "Artikel", "Artikel")}, verkauft von ${a.cashiers === 0 ? "Kassenkräften, die die Dateien nicht nennen" : ofCashiers(a.cashiers)}.`,
    onlyMonth: (month, revenue) => `Alle Verkäufe sind aus dem **${month}**: ${revenue}.`,
    strongestMonth: (month, compared, weakest, revenue) =>
      `**${month}** war der stärkste Monat: ${compared}. Der schwächste war ${weakest} mit ${revenue}.`,
    compared: (revenue, change, isMore, month) =>
      `${revenue}, ${change} ${isMore ? "mehr" : "weniger"} als im ${month}`,
    onlyStore: (store, revenue) => `Alle Verkäufe sind aus **${store}**: ${revenue}.`,
    stores: (n, first, last) =>
      `**${first.name}** führt die ${stores(n)} mit ${first.revenue} an, das sind ${first.share} des Umsatzes; ${last.name} ist mit ${last.revenue} die letzte, ${last.share} des Umsatzes.`,
    articles: (first, leads, storeCount, articles, share) =>
      `**${first.name}** bringt am meisten ein: ${first.revenue}, ${first.share} des Umsatzes. Der Artikel steht in ${leads === storeCount ? "jeder Filiale" : `${number(leads)} von ${stores(storeCount)}`} an erster Stelle. ${articles === 1 ? "Der umsatzstärkste Artikel bringt" : `Die ${number(articles)} umsatzstärksten Artikel bringen zusammen`} ${share} ein.`,
    onlyCashier: (only) =>
      `**${only.name}** in ${only.store} nahm alles ein: ${only.revenue} bei ${ofSales(only.sales)}.`,
    cashiers: (n, first, last) =>
      `Von ${ofCashiers(n)} nahm **${first.name}** in ${first.store} am meisten ein, ${first.revenue} bei ${ofSales(first.sales)}, und **${last.name}** in ${last.store} am wenigsten, ${last.revenue} bei ${ofSales(last.sales)}.`,
    noCashiers: "Die Dateien nennen keine Kassenkräfte, also gibt es nichts zu vergleichen.",
    unnamedCashiers: (revenue, n) =>
      `Für ${revenue} bei ${ofSales(n)} nennen die Dateien keine Kassenkraft; sie zählen hier nicht mit.`,
    leaders: (articles, others) =>
      `An erster Stelle in ihrer Filiale: ${articles.join(", ")}${others === 0 ? "" : ` und ${number(others)} weitere Artikel`}.`,
    onlyHour: (hour, revenue) => `Die einzige Stunde mit Verkäufen ist **${hour}**: ${revenue}.`,
    hours: (first, last) =>
      `**${first.name}** ist die stärkste Stunde mit ${first.revenue}, ${first.share} des Umsatzes. Die ruhigste ist ${last.name} mit ${last.share}.`,
    weekdays: (first, closed) =>
      `**${first.name}** ist der stärkste Tag der Woche mit ${first.revenue}, ${first.share} des Umsatzes${closed.length === 0 ? "" : `; am ${closed.join(", ")} wird nichts verkauft`}.`,
  },

  notebooks: {
    "# The data": "# Die Daten",
    "Each row is one article on a till receipt: when it was sold, where, for how much, and by whom. The numbers below are counted from the database; the questions that follow are answered from the same rows.":
      "Jede Zeile ist ein Artikel auf einem Kassenbon: wann er verkauft wurde, wo, für wie viel und von wem. Die Zahlen unten sind in der Datenbank gezählt; die folgenden Fragen werden aus denselben Zeilen beantwortet.",
    "The months must add up to what was sold, to the cent.":
      "Die Summe der Monate muss auf den Cent genau das ergeben, was verkauft wurde.",
    "The months add up to {0}, exactly what was sold.":
      "Die Monate ergeben zusammen {0}, genau das, was verkauft wurde.",
    "## Month by month": "## Monat für Monat",
    "Changes are relative to the line above.": "Änderungen beziehen sich auf die Zeile darüber.",
    "# Which months and stores sell most?": "# In welchen Monaten und Filialen wird am meisten verkauft?",
    "The best months of all: {0}.": "Die besten Monate insgesamt: {0}.",
    "# What sells best?": "# Was verkauft sich am besten?",
    "The articles with the highest revenue across all stores, and what each store contributes.":
      "Die Artikel mit dem höchsten Umsatz über alle Filialen, und was jede Filiale dazu beiträgt.",
    "# Who sells most?": "# Wer verkauft am meisten?",
    "The revenue at each cashier's till, which says more about hours and places than about people.":
      "Der Umsatz an der Kasse jeder Kassenkraft; er sagt mehr über Zeiten und Orte aus als über Menschen.",
    "The average cashier took {0}; half of them took more than {1}.":
      "Im Durchschnitt nahm eine Kassenkraft {0} ein; die Hälfte nahm mehr als {1} ein.",
    "# When do sales peak?": "# Wann wird am meisten verkauft?",
    "From 17:00 on, {0} of the revenue is made.": "Ab 17 Uhr werden {0} des Umsatzes erzielt.",
    "# Which hours of the week sell most?": "# In welchen Stunden der Woche wird am meisten verkauft?",
  },

  report: {
    title: "Verkaufsbericht",
    contents: "Inhalt",
    syntheticData: (seed) => (seed === undefined ? "Synthetische Daten" : `Synthetische Daten, Startwert ${seed}`),
    changed: "Die Verkäufe wurden nach dem Import geändert.",
    changedMeans: "Die Zahlen sind die der Datenbank, wie sie bei der Auswertung war, nicht die der Quelldateien.",
    changedDetails: (link) => `Näheres steht unter ${link}.`,
    sources: "Wie das gemacht wurde",
    figures: "Abbildungen",
    copyLink: "Link kopieren",
    copied: "Link kopiert",
    search: "Suchen",
    download: "CSV",
    data: "Die Zahlen dieses Diagramms",
    dataOf: (title) => `Zahlen: ${title}`,
    origin: "Wie dieser Bericht entstand",
    originText:
      "Jede Zahl dieses Berichts wurde aus den unten genannten Verkäufen berechnet, ohne einen Schritt von Hand. Jede Stufe hinterließ einen Beleg darüber, was sie las und was sie machte; dieselben Daten und dieselben Versionen ergeben denselben Bericht, Byte für Byte.",
    versions: "Versionen",
    licences: "Gesetzt in Inter und JetBrains Mono (SIL Open Font License 1.1). Diagramme von Plotly.js (MIT-Lizenz).",
  },

  manifests: {
    stages: {
      generate: "Erzeugte Dateien",
      import: "Import",
      aggregate: "Auswertung",
      plot: "Notebooks und Diagramme",
    },
    yes: "ja",
    no: "nein",
    fingerprint: (rows, amount, checksum) => `${rows} Zeilen, ${amount}, Prüfsumme ${checksum}`,
    file: "Datei",
    moreFiles: (n) => `${number(n)} weitere, jede in der Aufzeichnung, die diesem Bericht anhängt`,
    table: "Tabelle",
    amount: "Betrag",
    labels: {
      amount: "Betrag",
      amount_cents: "Summe der Beträge",
      changed_since_import: "Seit dem Import geändert",
      charts: "Diagramme",
      checksum: "Prüfsumme",
      days: "Tage",
      duplicates: "Doppelte Zeilen",
      files: "Dateien",
      fingerprint: "Fingerabdruck",
      first_day: "Erster Tag",
      last_day: "Letzter Tag",
      notebooks: "Notebooks",
      queries: "SQL-Dateien, SHA-256",
      read: "Verkäufe, wie gelesen",
      rejected: "Zurückgewiesene Zeilen",
      revenue: "Umsatz",
      rows: "Zeilen",
      seed: "Startwert des Zufalls",
      sha256: "SHA-256",
      start: "Erster Tag",
      stores: "Filialen",
      table: "Tabelle",
      table_fingerprint: "Verkäufe, wie gespeichert",
      tables: "Tabellen",
      wrote: "Geschriebene Tabellen",
    },
    mysqlServer: "MySQL-Server",
    program: {
      title: "Programm",
      commit: "Git-Commit",
      tree: "Dateien seither",
      trees: { clean: "unverändert", changed: "geändert", unknown: "unbekannt" },
      lockfiles: "Dateien der Paketversionen",
    },
  },
};
