import type { Count } from "../quantity.js";
import { isOne, isSame, nbsp, writeCount, writeDigits } from "./digits.js";
import type { Messages } from "./en.js";
import type {
  Against,
  Articles,
  CategoryMoves,
  Come,
  Course,
  DayPeak,
  Grain,
  HourPeak,
  Kind,
  Lack,
  MonthChange,
  PeriodForm,
  Ranked,
} from "./facts.js";

const months = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" ");
const weekdays = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(" ");

const number = (n: Count): string => writeCount(n, ".");
const count = (n: Count, one: string, many: string): string => `${number(n)}${nbsp}${isOne(n) ? one : many}`;
const stores = (n: Count): string => count(n, "Filiale", "Filialen");
const sales = (n: Count): string => count(n, "Verkauf", "Verkäufe");
/** After "mit", "bei", "in", "aus". */
const ofSales = (n: Count): string => count(n, "Verkauf", "Verkäufen");
const categories = (n: Count): string => count(n, "Warengruppe", "Warengruppen");
const ofCashiers = (n: Count): string => count(n, "Kassenkraft", "Kassenkräften");
const nameMonth = (year: number | undefined, month: number): string =>
  [months[month - 1], year].filter(Boolean).join(" ");

const strongest = {
  month: "der stärkste Monat",
  quarter: "das stärkste Quartal",
  year: "das stärkste Jahr",
  decade: "das stärkste Jahrzehnt",
};

/** e.g. "9,00 €, 30,0 % des Gesamtumsatzes", or "je 9,00 € und 30,0 % des Gesamtumsatzes" */
const amountOf = ({ count, revenue, share }: Ranked): string => {
  const texts = [revenue, ...(share === undefined ? [] : [`${share} des Gesamtumsatzes`])];
  return count === 1 ? texts.join(", ") : `je ${texts.join(" und ")}`;
};
const je = (ranked: Ranked, text: string): string => (ranked.count === 1 ? text : `je ${text}`);
const nameRanked = (label: string, ranked: Ranked | undefined): string =>
  ranked === undefined ? "" : ` ${label}: ${ranked.name} mit ${je(ranked, ranked.revenue)}.`;
const nameRankedShare = (label: string, ranked: Ranked | undefined): string =>
  ranked === undefined ? "" : ` ${label}: ${ranked.name} mit ${amountOf(ranked)}.`;

const ofStores = (whose: string | undefined): string => (whose === undefined ? "" : ` von ${whose}`);

const because = (why: readonly string[]): string => (why.length === 0 ? "" : `: ${why.join(", ")}`);

const lacks: Record<Lack, [all: string, some: string]> = {
  store: ["keine Filialen", "die Filiale"],
  article: ["keine Artikel", "der Artikel"],
  cashier: ["keine Kassenkräfte", "die Kassenkraft"],
  time: ["keine Uhrzeiten", "die Uhrzeit"],
};

const ofArticles = ({ only, count: n, isBest }: Articles): string => {
  if (only !== undefined) return `von ${only}`;
  if (!isBest) return `von ${count(n, "Artikel", "Artikeln")}`;
  return isOne(n) ? "des umsatzstärksten Artikels" : `der ${number(n)} umsatzstärksten Artikel`;
};

/** What import says in English, and what it is in German. */
const leftOutReasons: readonly [english: RegExp, german: string][] = [
  [/^row of totals$/, "Summenzeile"],
  [/^repeated header$/, "wiederholte Kopfzeile"],
  [/^line of text$/, "Textzeile"],
  [/^comment$/, "Kommentar"],
  [/^no amount in (.+)$/, "kein Betrag in $1"],
  [/^day before (\d{4})-(\d\d)-(\d\d)$/, "Tag vor dem $3.$2.$1"],
  [/^day after (\d{4})-(\d\d)-(\d\d)$/, "Tag nach dem $3.$2.$1"],
  [/^(.+) is empty$/, "$1 ist leer"],
  [/^(.+) is not empty$/, "$1 ist nicht leer"],
  [/^(.+?) is (.+)$/, "$1 ist $2"],
];

const nameOf = { store: "Filiale", article: "Artikel", cashier: "Kassenkraft" };

const nameParts = (parts: string | undefined): string =>
  parts === undefined ? "" : ` Schraffiert, da nur teilweise erfasst: ${parts}.`;

const nameHollow = (parts: string | undefined): string =>
  parts === undefined ? "" : ` Hohl, da nur teilweise erfasst: ${parts}.`;

const against: Record<Against, Record<PeriodForm, string>> = {
  before: {
    month: "Gegenüber dem Vormonat",
    quarter: "Gegenüber dem Vorquartal",
    year: "Gegenüber dem Vorjahr",
    months: "Gegenüber den Monaten davor",
    day: "Gegenüber dem Vortag",
    days: "Gegenüber den Tagen davor",
  },
  yearBefore: {
    month: "Gegenüber dem Vorjahresmonat",
    quarter: "Gegenüber dem Vorjahresquartal",
    year: "Gegenüber dem Vorjahr",
    months: "Gegenüber denselben Monaten des Vorjahres",
    day: "Gegenüber demselben Tag des Vorjahres",
    days: "Gegenüber denselben Tagen des Vorjahres",
  },
};

const nameCome = (some: readonly Come[], others: Count, say: (day: string) => string): string =>
  de.list([
    ...some.map(({ store, day }) => `**${store}** (${say(day)})`),
    ...(Number(others) === 0 ? [] : [count(others, "weitere Filiale", "weitere Filialen")]),
  ]);

const courses: Record<Course, string> = {
  rising: "Steigend",
  falling: "Fallend",
  mixed: "Weder steigend noch fallend",
  level: "Gleichbleibend",
};

const grains: Record<Grain, string> = {
  month: "Monat",
  quarter: "Quartal",
  year: "Jahr",
  decade: "Jahrzehnt",
  article: "Artikel",
  category: "Warengruppe",
  cashier: "Kassenkraft",
  hour: "Stunde des Tages",
};

const onlyOf: Record<Kind, string> = {
  month: "Der einzige Monat mit Verkäufen",
  wholeMonth: "Der einzige vollständig erfasste Monat",
  store: "Die einzige Filiale",
  article: "Der einzige Artikel",
  category: "Die einzige Warengruppe",
  hour: "Die einzige Stunde mit Verkäufen",
  weekday: "Der einzige Wochentag mit Verkäufen",
};
const eachOf: Record<Kind, (n: Count) => string> = {
  month: (n) => `in jedem der ${count(n, "Monat", "Monate")}`,
  wholeMonth: (n) => `in jedem der ${number(n)} vollständig erfassten Monate`,
  store: (n) => `in jeder der ${stores(n)}`,
  article: (n) => `bei jedem der ${count(n, "Artikel", "Artikel")}`,
  category: (n) => `bei jeder der ${categories(n)}`,
  hour: (n) => `in jeder der ${count(n, "Stunde", "Stunden")} mit Verkäufen`,
  weekday: (n) => `an jedem der ${count(n, "Wochentag", "Wochentage")} mit Verkäufen`,
};

const sayDays = (which: string, days: readonly DayPeak[]): string => {
  const [names, amounts] = [days.map(({ name }) => name), days.map(({ perDay }) => perDay)].map((some) =>
    de.list(some),
  );
  const [first] = days;
  return days.length === 1
    ? `**${names}** ist der ${which} Wochentag mit ${amounts} je Öffnungstag (gebucht: ${first!.booked}).`
    : `**${names}** sind die ${which}n Wochentage mit ${isSame(days.map(({ perDay }) => perDay)) ? `jeweils ${first!.perDay}` : amounts} je Öffnungstag.`;
};
/** e.g. "**Dezember 2025** mit 900,00 € (gebucht: 27.900,00 €)" */
const nameMonths = (some: readonly DayPeak[]): string =>
  `**${de.list(some.map(({ name }) => name))}** mit ${de.list(some.map(({ perDay, booked }) => `${perDay} (gebucht: ${booked})`))}`;
const sayMonths = (which: string, some: readonly DayPeak[]): string =>
  some.length === 1 ? `war der ${which} Monat ${nameMonths(some)}` : `waren die ${which}n Monate ${nameMonths(some)}`;
const sayChange = (change: MonthChange | undefined): string =>
  change === undefined ? "" : `, ${change.change} als im ${change.month}`;
const sayHours = (which: string, hours: readonly HourPeak[]): string => {
  const [names, shares] = [hours.map(({ name }) => name), hours.map(({ share }) => share)].map((some) => de.list(some));
  const marked = which === "stärkste" ? `**${names}**` : names;
  return `${marked} ${hours.length === 1 ? `ist die ${which} Stunde` : `sind die ${which}n Stunden`} mit ${isSame(hours.map(({ share }) => share)) && hours.length > 1 ? `jeweils ${hours[0]!.share}` : shares} des Umsatzes.`;
};

/** Everything that is said in German; the comments are in `en.ts`. */
const paces = {
  receipts: { hours: "Bons je aktive Stunde", days: "Bons je aktiven Tag" },
  sales: { hours: "Positionen je aktive Stunde", days: "Positionen je aktiven Tag" },
};

export const de: Messages = {
  language: "de",
  name: "Deutsch",

  numbers: {
    group: ".",
    decimal: ",",
    currency: { code: "EUR", symbol: "€", digits: 2, scale: 2 },
    money: (amount, symbol) => `${amount}${nbsp}${symbol}`,
    thousands: (text) => `${text}${nbsp}Tsd.`,
    millions: (text) => `${text}${nbsp}Mio.`,
    billions: (text) => `${text}${nbsp}Mrd.`,
    percent: (text) => `${text}${nbsp}%`,
    points: (text) => `${text}${nbsp}Prozentpunkte`,
    durations: {
      hour: (text) => `${text}${nbsp}Std.`,
      minute: (text) => `${text}${nbsp}Min.`,
      second: (text) => `${text}${nbsp}Sek.`,
    },
    inMoney: (name, symbol) => `${name} (${symbol})`,
  },

  calendar: {
    month: nameMonth,
    monthShort: (month) => (month === 3 ? "Mrz" : months[month - 1]!.slice(0, 3)),
    day: (year, month, day) => `${day}.${nbsp}${nameMonth(year, month)}`,
    dayOfMonth: (day) => `${day}.`,
    only: (day) => `nur ${day}`,
    inPart: "teilweise",
    when: (form, period) =>
      ({
        month: `im ${period}`,
        quarter: `im ${period}`,
        year: `im Jahr ${period}`,
        months: `von ${period}`,
        day: `am ${period}`,
        days: `vom ${period}`,
      })[form],
    weekday: (weekday) => weekdays[weekday - 1] ?? `Tag ${weekday}`,
    hours: (from, to) => `${from}–${to}${nbsp}Uhr`,
    hour: (hour) => `${String(hour).padStart(2, "0")}:00`,
    quarter: (year, quarter) => `${quarter}. Quartal ${year}`,
    quarterShort: (quarter) => `Q${quarter}`,
    decade: (year) => `${year}er`,
    span: (from, to) => `${from} bis ${to}`,
    units: { month: "Monat", quarter: "Quartal", year: "Jahr", decade: "Jahrzehnt" },
  },

  course: (course, peak) => `${courses[course]}${peak === undefined ? "" : `, am höchsten: ${peak}`}`,

  subtitles: {
    revenueBy: (grain, symbol) => `Umsatz je ${grains[grain]} in ${symbol}`,
    weekdayHours: (isShare) => `Umsatz je Öffnungstag nach Wochentag und Stunde${isShare ? " in % der Woche" : ""}`,
  },

  labels: {
    all: "Summe",
    article: "Artikel",
    average: "Durchschnitt",
    averageSale: "Durchschnitt je Position",
    booked: "Gebucht",
    cashier: "Kassenkraft",
    category: "Warengruppe",
    chain: "Kette",
    change: "Änderung",
    changeAgainst: (period) => `Änderung gegenüber ${period}`,
    changePerDay: (period) => `Änderung je Öffnungstag gegenüber ${period}`,
    difference: "Abweichung",
    firstRows: (shown, all) => `Anfang: ${shown} von ${all} Zeilen`,
    hour: "Uhrzeit",
    likeForLike: (n) => `Flächenbereinigt, ${stores(n)}`,
    likeForLikePerDay: "Flächenbereinigt, je Öffnungstag",
    noStore: "(ohne Filiale)",
    openDays: "Öffnungstage",
    others: "Übrige",
    perOpenDay: "Je Öffnungstag",
    place: "Platz in der Kette",
    placeOf: (place, of) => `${number(place)} von ${number(of)}`,
    refunded: "Erstattungsquote",
    revenue: "Umsatz",
    revenuePerDay: "Umsatz je Öffnungstag",
    sales: "Verkäufe",
    shareOfChain: "Anteil am Umsatz der Kette",
    store: "Filiale",
    stores: "Filialen",
    // heads of data tables that are made from traces
    close: "Schluss",
    from: "Von",
    high: "Hoch",
    low: "Tief",
    name: "Name",
    open: "Eröffnung",
    partOf: "Teil von",
    series: "Reihe",
    to: "Nach",
    value: "Wert",
  },

  rows: {
    inFiles: "Zeilen in den Dateien",
    imported: (imported, rejected, leftOut) =>
      `${imported} importiert, ${rejected} zurückgewiesen${leftOut === undefined ? "" : `, ${leftOut} ausgelassen`}`,
    refunds: "Erstattungen",
    zeros: (amount) => `Verkäufe über ${amount}`,
    duplicates: "Doppelte Zeilen",
  },

  counts: { stores, cashiers: ofCashiers, sales },

  receipts: {
    receipts: "Kassenbons",
    average: "Durchschnittsbon",
    summary: (a) =>
      `**${count(a.receipts, "Kassenbon", "Kassenbons")}**, je Öffnungstag einer Filiale ${a.perDay}. Der Durchschnittsbon beträgt ${a.average} und umfasst ${a.lines} Positionen${a.articles === undefined ? "" : ` mit ${a.articles} Artikeln`}.`,
    untold: (isAll) =>
      isAll
        ? "Kassenbons lassen sich nicht unterscheiden: Die Dateien haben keine Bonnummern, und zu wenige Positionen stimmen in Filiale, Sekunde und Kassenkraft überein. Durchschnitte gelten je Position."
        : "Kassenbons lassen sich nicht in allen Filialen und Monaten unterscheiden, deshalb sind keine gezählt. Durchschnitte gelten je Position.",
  },

  otherStores: (n) => `${number(n)} weitere ${isOne(n) ? "Filiale" : "Filialen"}`,

  nameStore: (store) => (/^\P{L}+$/u.test(store) ? `Filiale ${store}` : store),
  nameArticle: (article) => (/^\P{L}+$/u.test(article) ? `Artikel ${article}` : article),
  nameCashier: (cashier) => (/^\P{L}+$/u.test(cashier) ? `Kassenkraft ${cashier}` : cashier),
  list: (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} und ${names.at(-1)}` : names.join("")),
  otherNames: "andere",

  monthlySales: {
    title: (best, unit, store, storeCount) =>
      [best && `${best} war ${strongest[unit]}`, store && `${store} ist die größte von ${stores(storeCount)}`]
        .filter(Boolean)
        .join(", "),
    plainTitle: (whose, span) => `Umsatz${ofStores(whose)}, ${span}`,
    alt: (a) =>
      `${a.isStacked ? "Gestapelte" : "Gruppierte"} Balken: Umsatz${ofStores(a.stores)} je ${de.calendar.units[a.unit]}, ${a.span}. Insgesamt ${a.revenue}.${nameRanked("Höchster Umsatz", a.highest)}${nameRanked("Niedrigster Umsatz", a.lowest)}${nameRanked(a.largestStore?.count === 1 ? "Größte Filiale" : "Größte Filialen", a.largestStore)}${nameParts(a.parts)}`,
    part: "nur teilweise erfasst",
    hatched: "schraffiert: nur teilweise erfasst",
  },
  trend: {
    title: (span) => `Umsatz je Monat, ${span}`,
    before: "Frühere Monate",
    alt: (a) =>
      `Balken: Umsatz je Monat, ${a.span}. ${a.period}, in eigener Farbe: ${a.revenue}.${nameRanked("Höchster Umsatz", a.highest)}${nameRanked("Niedrigster Umsatz", a.lowest)}${nameParts(a.parts)}`,
  },
  topArticles: {
    others: "Alle übrigen Artikel",
    title: (article, revenue) => `${article} bringt am meisten ein: ${revenue}`,
    plainTitle: (articles) => `Umsatz ${ofArticles(articles)}`,
    alt: (a) =>
      `${a.hasStores ? "Nach Filialen gestapelte Balken" : "Balken"}: Umsatz ${ofArticles(a)}. Insgesamt ${a.revenue}.${a.first.length === 0 ? "" : ` Absteigend: ${a.first.join("; ")}${a.last === undefined ? "" : ` … ${a.last}`}.`}`,
  },
  salesPerCashier: {
    inStore: (cashier, store) => (store === "" ? cashier : `${cashier} in ${store}`),
    title: (cashier, revenue, times) =>
      `${cashier} nahm am meisten ein: ${revenue}${times === undefined ? "" : `, das ${times}-Fache des Medians`}`,
    plainTitle: (cashiers) => `Umsatz von ${cashiers}`,
    alt: (a) =>
      `Sortierte Balken: Umsatz von ${a.cashiers}.${nameRanked("Höchster Umsatz", a.highest)} Median: ${a.median}.${a.others === undefined ? "" : ` Durchschnitt der ${number(a.others.count)} übrigen: ${a.others.revenue}.`}`,
    averageOfOthers: (n) => `Durchschnitt der ${number(n)} übrigen`,
    allStores: "alle Filialen",
    others: (n) => `${number(n)} übrige zusammen`,
  },
  timeSales: {
    title: (from, to, share) =>
      `Zwischen ${writeDigits(from)} und ${writeDigits(to)}${nbsp}Uhr wird am meisten verkauft${share === undefined ? "" : `: ${share} des Umsatzes`}`,
    plainTitle: "Umsatz nach Uhrzeit",
    alt: (a) =>
      `${a.isStacked ? "Gestapelte Flächen" : "Fläche"}: Umsatz${ofStores(a.stores)} nach Uhrzeit, von ${writeDigits(a.from)} bis ${writeDigits(a.to)}${nbsp}Uhr. Insgesamt ${a.revenue}.${nameRankedShare("Höchster Umsatz", a.highest)}`,
  },
  storeHours: {
    title: (store, hour, others, of) =>
      `Die stärkste Stunde von ${store} ist ${hour}, anders als bei ${number(others)} von ${stores(of)}`,
    plainTitle: (some) => `Umsatz nach Uhrzeit: ${some} im Vergleich zur Kette`,
    alt: (a) =>
      `Linien, je ein kleines Diagramm für ${a.stores}${a.isChosen ? ", die sechs größten und die sechs, die am meisten von der Kette abweichen" : ""}: Anteil am Umsatz nach Uhrzeit, von ${writeDigits(a.from)} bis ${writeDigits(a.to)}${nbsp}Uhr, in Grau der Anteil in der Kette.${a.peak === undefined ? "" : ` ${a.peak}`}`,
    some: (n, of) => `${number(n)} von ${stores(of)}`,
    strongest: "Stärkste Stunde",
    share: "Anteil am Umsatz",
    chainShare: "Kette in dieser Stunde",
  },
  weekdayHours: {
    title: (day, from, to, share) =>
      `Am ${day} zwischen ${writeDigits(from)} und ${writeDigits(to)}${nbsp}Uhr wird am meisten verkauft: ${share} des Umsatzes einer Woche`,
    plainTitle: (isShare) => `Umsatz nach Wochentag und Uhrzeit${isShare ? ", in Prozent einer Woche" : ""}`,
    from: (value) => `ab ${value}`,
    booked: (revenue) => `gebucht: ${revenue}`,
    alt: (a) =>
      `Heatmap: Umsatz je Öffnungstag nach Wochentag und Uhrzeit${a.isShare ? ", in Prozent des Umsatzes einer Woche," : ""} von ${writeDigits(a.from)} bis ${writeDigits(a.to)}${nbsp}Uhr.${nameRanked("Höchster Wert", a.highest)}${nameRanked("Niedrigster Wert", a.lowest)}`,
  },

  sentences: {
    soldThen: (when, revenue, n) => `Umsatz ${when}: **${revenue}** aus ${ofSales(n)}.`,
    openDays:
      "Ein Öffnungstag ist ein Tag, an dem eine Filiale etwas verkauft hat; die Öffnungstage aller Filialen sind addiert.",
    changes: (a) =>
      [a.booked, a.perDay && `je Öffnungstag ${a.perDay}`, a.likeForLike && `flächenbereinigt ${a.likeForLike}`]
        .filter(Boolean)
        .join(", "),
    more: (change) => (change === undefined ? "etwa gleich viel" : `${change} mehr`),
    less: (change) => `${change} weniger`,
    against: (kind, form, period) => `${against[kind][form]}: ${period}`,
    comparison: (now, before, changes) =>
      `Der Umsatz beträgt **${now}** gegenüber ${before}${changes === undefined ? "" : `: ${changes}`}.`,
    nothingBefore: "Aus der Zeit davor enthalten die Daten keine Verkäufe; es gibt also nichts zu vergleichen.",
    noSalesThen: (when, store) =>
      store === undefined ? `Die Daten enthalten ${when} keine Verkäufe.` : `**${store}** hat ${when} keine Verkäufe.`,
    notCompared: (parts) => `Nur teilweise erfasst: ${de.list(parts)}. Deshalb ist keine Veränderung angegeben.`,
    allStoresAlike: (n) =>
      `In beiden Zeiträumen haben dieselben ${stores(n)} Verkäufe; flächenbereinigt ergibt sich also dasselbe.`,
    come: (some, others) =>
      `Seither eröffnet oder wieder geöffnet: ${nameCome(some, others, (day) => `erster Verkauf in diesem Zeitraum am ${day}`)}.`,
    gone: (some, others) =>
      `Jetzt ohne Verkäufe: ${nameCome(some, others, (day) => `letzter Verkauf im Vergleichszeitraum am ${day}`)}.`,
    parts: (some) => `Nur teilweise erfasst und daher nicht verglichen: ${de.list(some)}.`,
    chainPlace: (a) =>
      [
        `**${a.store}** liegt beim Umsatz auf Platz ${number(a.place)} unter ${stores(a.stores)}`,
        Number(a.equals) === 0 ? "" : `, gleichauf mit ${count(a.equals, "weiteren Filiale", "weiteren Filialen")}`,
        a.share === undefined ? "" : `, mit ${a.share} des Umsatzes der Kette`,
        `. Je Öffnungstag nimmt die Filiale ${a.perDay} ein, gegenüber ${a.average} im Durchschnitt der Kette${a.difference === undefined ? "" : ` (${a.difference})`}.`,
      ].join(""),
    onlyStore: (store) => `**${store}** ist die einzige Filiale der Kette.`,
    daysOfData: (first, last, files, rejected) =>
      `Insgesamt umfassen die Daten ${first === last ? `den ${first}` : `die Zeit vom ${first} bis zum ${last}`} und stammen aus ${count(files, "Datei", "Dateien")}${Number(rejected) === 0 ? "" : `; ${count(rejected, "Zeile", "Zeilen")} ${isOne(rejected) ? "wurde" : "wurden"} zurückgewiesen`}.`,
    data: (a) =>
      `**${sales(a.rows)}** ${a.firstDay === a.lastDay ? `am ${a.firstDay}` : `vom ${a.firstDay} bis zum ${a.lastDay}`}${a.files === undefined ? "" : `, gelesen aus ${count(a.files, "Datei", "Dateien")}`}${Number(a.articles) === 0 ? "" : `: ${count(a.articles, "Artikel", "Artikel")}`}${Number(a.cashiers) === 0 ? "" : `, verkauft von ${ofCashiers(a.cashiers)}`}.`,
    lacking: (lacking) =>
      lacking.join() === "cashier"
        ? "Die Dateien nennen keine Kassenkräfte."
        : `Die Dateien enthalten ${de.list(lacking.map((lack) => lacks[lack][0]))}; was solche Angaben braucht, fehlt in diesem Bericht.`,
    partlyLacking: (parts) =>
      `In den Dateien fehlt ${de.list(parts.map(([lack, n]) => `bei ${ofSales(n)} ${lacks[lack][1]}`))}.`,
    only: (kind, name, revenue, n) => `${onlyOf[kind]} ist **${name}**: ${revenue} aus ${ofSales(n)}.`,
    equal: (kind, n, revenue) => `Der Umsatz ist ${eachOf[kind](n)} gleich: ${revenue}.`,
    noneSold: (kind) =>
      kind === "store"
        ? "Keine Filiale verkauft mehr, als sie zurücknimmt."
        : kind === "article"
          ? "Kein Artikel bringt mehr ein, als davon zurückgenommen wird."
          : kind === "category"
            ? "Keine Warengruppe bringt mehr ein, als davon zurückgenommen wird."
            : "Es wird nicht mehr verkauft als zurückgenommen.",
    months: (highest, lowest, compared) =>
      `**${highest.name}** ${highest.count === 1 ? "war der stärkste Monat" : "waren die stärksten Monate"}: ${compared ?? `je ${highest.revenue}`}. ${lowest.count === 1 ? "Der schwächste war" : "Die schwächsten waren"} ${lowest.name} mit ${je(lowest, lowest.revenue)}.`,
    compared: (revenue, change, month) =>
      `${revenue}, ${change === undefined ? `etwa so viel wie im ${month}` : `${change} mehr als im ${month}`}`,
    stores: (n, highest, lowest) =>
      `Von ${stores(n)} ${highest.count === 1 ? "hat" : "haben"} **${highest.name}** den höchsten Umsatz: ${amountOf(highest)}; ${lowest.name} ${lowest.count === 1 ? "liegt" : "liegen"} mit ${je(lowest, lowest.revenue)}${lowest.share === undefined ? "" : ` (${lowest.share})`} an letzter Stelle.`,
    articles: (highest) =>
      `**${highest.name}** ${highest.count === 1 ? "hat" : "haben"} den höchsten Umsatz: ${amountOf(highest)}.`,
    leads: (leads, storeCount) =>
      `Der Artikel steht in ${Number(leads) === Number(storeCount) ? "jeder Filiale" : Number(leads) === 0 ? "keiner Filiale" : `${number(leads)} von ${stores(storeCount)}`} an erster Stelle.`,
    topArticles: (n, share) =>
      `${isOne(n) ? "Auf den umsatzstärksten Artikel entfallen" : `Auf die ${number(n)} umsatzstärksten Artikel entfallen`} ${share} des Gesamtumsatzes.`,
    profiles: (names) => `Die Dateien wurden als ${names} gelesen.`,
    tax: ([first, second], isOpen) => {
      if (second !== undefined) return "Die Beträge sind in manchen Dateien netto und in anderen brutto.";
      const all = first === "net" ? "netto, ohne Steuer" : "brutto, mit Steuer";
      return isOpen
        ? `In manchen Dateien sind die Beträge ${all}; die anderen machen dazu keine Angabe.`
        : `Die Beträge sind ${all}.`;
    },
    rounding: (rule) =>
      `Beträge mit mehr Nachkommastellen, als ihre Währung hat, wurden ${rule === "half-up" ? "kaufmännisch" : "zur geraden Ziffer"} gerundet.`,
    timezone: (zone) => `Alle Uhrzeiten gelten für die Zeitzone ${zone}.`,
    closings: (n, amount) =>
      `${count(n, "Kassenabschluss", "Kassenabschlüsse")}, zusammen ${amount}, ${isOne(n) ? "stimmt" : "stimmen"} auf den Cent genau mit den Verkäufen überein.`,
    noCurrency: "Die Dateien nennen keine Währung; ihre Beträge werden als Euro gelesen.",
    leftOut: (n, parts) =>
      `${count(n, "Zeile", "Zeilen")} der Dateien ${isOne(n) ? "wurde" : "wurden"} ausgelassen: ${parts.map(({ reason, rows, amount }) => `${reason} (${count(rows, "Zeile", "Zeilen")}, ${amount})`).join(", ")}.`,
    leftOutReason: (reason) => {
      const [english = "", german = ""] = leftOutReasons.find(([pattern]) => pattern.test(reason)) ?? [];
      return reason.replace(english, german);
    },
    spellings: (names, others) => {
      const named = names.map(
        ({ kind, name, spellings, sales: counts }) =>
          `${nameOf[kind]} **${name}** in ${count(spellings, "Schreibweise", "Schreibweisen")} (${de.list(counts.map(sales))})`,
      );
      const all = Number(others) === 0 ? named : [...named, count(others, "weiterer Name", "weitere Namen")];
      return `Manche Namen unterscheiden sich nur in Groß- und Kleinschreibung, in Leerzeichen oder in unsichtbaren Zeichen und werden getrennt gezählt: ${de.list(all)}.`;
    },
    noStores: "Die Dateien nennen keine Filialen, also gibt es keine zu vergleichen.",
    unnamedStores: (revenue, n) =>
      `Weitere ${revenue} aus ${ofSales(n)} sind in den Dateien keiner Filiale zugeordnet und werden hier nicht verglichen.`,
    noTimes: "Die Dateien enthalten keine Uhrzeiten, also gibt es keine Stunden zu vergleichen.",
    untimed: (revenue, n) =>
      `Weitere ${revenue} aus ${ofSales(n)} haben in den Dateien keine Uhrzeit und zählen hier nicht mit.`,
    noCashiers: "Die Dateien nennen keine Kassenkräfte, also gibt es nichts zu vergleichen.",
    leaders: (articles, others) =>
      `Umsatzstärkster Artikel je Filiale: ${articles.join(", ")}${Number(others) === 0 ? "" : ` und ${count(others, "weiterer Artikel", "weitere Artikel")}`}.`,
    noLeaders: "In keiner Filiale steht ein Artikel allein an erster Stelle.",
    hours: (highest, lowest) =>
      `**${highest.name}** ${highest.count === 1 ? "ist die stärkste Stunde" : "sind die stärksten Stunden"} mit ${amountOf(highest)}. ${lowest.count === 1 ? "Die ruhigste ist" : "Die ruhigsten sind"} ${lowest.name} mit ${je(lowest, lowest.share ?? lowest.revenue)}.`,
    weekdays: (highest) =>
      `**${highest.name}** ${highest.count === 1 ? "ist der stärkste Wochentag" : "sind die stärksten Wochentage"} mit ${amountOf(highest)}.`,
    closed: (days) => `Am ${days} wurde nichts verkauft.`,
  },

  when: {
    strongestDays: (days) => sayDays("stärkste", days),
    weakestDays: (days) => sayDays("schwächste", days),
    alikeDays: (low, high) =>
      `Zwischen den Wochentagen gibt es keinen nennenswerten Unterschied: Je Öffnungstag nehmen sie zwischen ${low.perDay} (${low.name}) und ${high.perDay} (${high.name}) ein.`,
    rangeDays: (low, high) =>
      `Je Öffnungstag reicht der Umsatz der Wochentage von ${low.perDay} (${low.name}) bis ${high.perDay} (${high.name}).`,
    fewWeeks: "Für einen Vergleich der Wochentage enthalten die Daten zu wenige Wochen.",
    missingDays: (days) => `Nicht in den Daten: ${days}.`,
    fewStores: (day, n, all) => `Am ${day} ${isOne(n) ? "hat" : "haben"} nur ${number(n)} von ${stores(all)} Verkäufe.`,
    carried: (store, other) => `Das liegt allein an **${store}**: Ohne diese Filiale wäre es ${other}.`,
    strongestMonths: (some, change) => `Je Öffnungstag ${sayMonths("stärkste", some)}${sayChange(change)}.`,
    weakestMonths: (some) => `Am schwächsten ${some.length === 1 ? "war" : "waren"} ${nameMonths(some)}.`,
    alikeMonths: (low, high) =>
      `Je Öffnungstag gibt es zwischen den Monaten keinen nennenswerten Unterschied: von ${low.perDay} (${low.name}) bis ${high.perDay} (${high.name}).`,
    rangeMonths: (low, high) =>
      `Je Öffnungstag reicht der Umsatz der Monate von ${low.perDay} (${low.name}) bis ${high.perDay} (${high.name}).`,
    fewMonths: "Für einen Vergleich der Monate enthalten die Daten zu wenige Tage.",
    mostBooked: ({ name, booked }) => `Am meisten wurde im ${name} gebucht: ${booked}.`,
    strongestHours: (hours) => sayHours("stärkste", hours),
    quietestHours: (hours) => sayHours("ruhigste", hours),
    alikeHours: (low, high) =>
      `Zwischen den Uhrzeiten gibt es keinen nennenswerten Unterschied: Auf sie entfallen zwischen ${low.share} (${low.name}) und ${high.share} (${high.name}) des Umsatzes.`,
    rangeHours: (low, high) =>
      `Auf die Stunden entfallen zwischen ${low.share} (${low.name}) und ${high.share} (${high.name}) des Umsatzes.`,
    fewDays: "Für einen Vergleich der Uhrzeiten enthalten die Daten zu wenige Tage.",
    storesPeak: (a) =>
      `Bei ${Number(a.stores) === Number(a.of) ? `allen ${stores(a.of)}` : `${number(a.stores)} von ${stores(a.of)}`} ist ${a.hour} die stärkste Stunde${a.isExact ? "" : " oder bringt etwa so viel ein wie diese"}${a.others.map(({ store, hour }, i) => (i === 0 ? `; bei ${store} ist es ${hour}` : `, bei ${store} ${hour}`)).join("")}.`,
    carriedHour: (store, hour, other) =>
      `Insgesamt ragt ${hour.name} mit ${hour.share} des Umsatzes allein wegen **${store}** heraus: Ohne diese Filiale ist ${other.name} mit ${other.share} die stärkste Stunde.`,
  },

  notebooks: {
    "# The data": "# Die Daten",
    "Each row is one article on a till receipt: when it was sold, where, for how much, and by whom. The numbers below are counted from the database; the questions that follow are answered from the same rows.":
      "Jede Zeile ist ein Artikel auf einem Kassenbon: wann er verkauft wurde, wo, für wie viel und von wem. Die folgenden Zahlen sind in der Datenbank gezählt; aus denselben Zeilen werden auch die Fragen danach beantwortet.",
    "The tables add up to {0}, exactly what was sold.":
      "Die Tabellen ergeben zusammen {0}, also genau das, was verkauft wurde.",
    "# At a glance": "# Auf einen Blick",
    "## The place in the chain": "## Der Platz in der Kette",
    "## Month by month": "## Monat für Monat",
    "Changes are relative to the line above; per open day they don't depend on how many days a month has.":
      "Änderungen beziehen sich auf die Zeile darüber; je Öffnungstag hängen sie nicht davon ab, wie viele Tage ein Monat hat.",
    "# How much is sold?": "# Wie viel wird verkauft?",
    "# What sells best?": "# Was verkauft sich am besten?",
    "The articles with the highest revenue across all stores, and what each store contributes.":
      "Die Artikel mit dem höchsten Umsatz über alle Filialen hinweg und was jede Filiale dazu beiträgt.",
    "None of these sales has an article.": "Keiner dieser Verkäufe hat einen Artikel.",
    "## How many articles carry the revenue": "## Wie viele Artikel den Umsatz tragen",
    "## What each category brings in": "## Was jede Warengruppe einbringt",
    "## What is mostly sold in one store": "## Was vor allem eine Filiale verkauft",
    "# How do sales develop?": "# Wie entwickelt sich der Umsatz?",
    "## Outlook": "## Ausblick",
    "# How do the stores do?": "# Wie stehen die Filialen da?",
    "# How busy are the cashiers?": "# Wie ausgelastet sind die Kassenkräfte?",
    "# What is taken back, and when is nothing sold?": "# Was wird zurückgenommen, und wann wird nichts verkauft?",
    "## Days without sales": "## Tage ohne Verkäufe",
    "## By article": "## Nach Artikeln",
    "## Refunds and sales of nothing": "## Erstattungen und Nullbeträge",
    "# When do sales peak?": "# Wann wird am meisten verkauft?",
    "From 17:00 on, {0} of the revenue is made.": "Ab 17:00 Uhr werden {0} des Umsatzes erzielt.",
    "# Which hours of the week sell most?": "# In welchen Stunden der Woche wird am meisten verkauft?",
  },

  firstPage: {
    labels: {
      likeForLike: "Flächen- und kalenderbereinigt",
      revenuePerDay: "Umsatz je Öffnungstag",
      receiptsPerDay: "Bons je Öffnungstag",
      linesPerDay: "Positionen je Öffnungstag",
      averageReceipt: "Durchschnittsbon",
      averageLine: "Durchschnitt je Position",
      articlesPerReceipt: "Artikel je Bon",
      linesPerReceipt: "Positionen je Bon",
    },
    on: (change, before) => `${change} gegenüber ${before}`,
    inOn: (period, value, change, before) => `${period}: ${value}, ${change} gegenüber ${before}`,
    likeNote: (period, before, stores, isNotable) =>
      [
        `${period === undefined ? "" : `${period} `}gegenüber ${before}`,
        ...(stores === undefined ? [] : [count(stores, "Filiale", "Filialen")]),
        ...(isNotable ? [] : ["im Rahmen üblicher Schwankung"]),
      ].join("; "),
    headline: {
      booked: (when, revenue, isPart) =>
        `${revenue} Umsatz ${when}${isPart ? "; die Daten enthalten nur einen Teil davon" : ""}`,
      unchanged: (period, revenue, before, change) =>
        `${period}: ${revenue} Umsatz${change === undefined ? "" : `, ${change} gegenüber ${before}`}; bereinigt keine nennenswerte Änderung`,
      changed: (a) =>
        `${a.period}${a.extreme === undefined ? "" : ` war bereinigt der ${a.extreme === "strongest" ? "stärkste" : "schwächste"} Monat`}: ${a.extreme === undefined ? "bereinigt " : ""}${a.change} gegenüber ${a.before}${
          a.baskets === undefined
            ? ""
            : {
                fewerFuller: ", mit weniger, aber größeren Bons",
                moreSmaller: ", mit mehr, aber kleineren Bons",
                moreFuller: ", mit mehr und größeren Bons",
                fewerSmaller: ", mit weniger und kleineren Bons",
              }[a.baskets]
        }`,
    },
    bridge: {
      title: (before, now) => `Wie aus ${before} ${now} wurde`,
      booked: "Gebucht",
      more: "Mehr",
      less: "Weniger",
      amounts: "Beträge",
      before: "vorher",
      now: "jetzt",
      axisCut: "Die Achse beginnt nicht bei null.",
      ofBefore: (before) => `Anteil an ${before}`,
      steps: {
        closed: (stores) => `Ohne ${stores}`,
        opened: (stores) => `Neu: ${stores}`,
        calendar: () => "Kalender",
        receipts: () => "Bons",
        basket: () => "Bonwert",
        perDay: () => "Je Tag",
        other: () => "Übrige Filialen",
      },
      full: {
        closed: (stores) => `Nun ohne Verkäufe: ${stores}`,
        opened: (stores) => `Eröffnet oder wieder geöffnet: ${stores}`,
        calendar: () => "Kalender: Öffnungstage und Wochentage",
        receipts: () => "Zahl der Bons",
        basket: () => "Durchschnittsbon",
        perDay: () => "Umsatz je Öffnungstag",
        other: () => "Alle übrigen Filialen",
      },
      alt: (before, steps, now) => `Balken von einem Zeitraum zum nächsten. ${before}; ${steps.join("; ")}; ${now}.`,
    },
    index: {
      title: (month, isHighest) =>
        `${month} ist bei gleichen Tagen und Filialen der ${isHighest ? "stärkste" : "schwächste"} Monat`,
      plainTitle: "Der Umsatz bei gleichen Tagen und Filialen",
      adjusted: "bereinigt",
      booked: "gebucht",
      adjustedHead: "Je Öffnungstag, bereinigt",
      bookedHead: "Gebucht",
      note: (stores, parts) =>
        `Index: Der Durchschnitt der ${parts.length === 0 ? "" : "ganzen "}Monate ist hundert${stores === undefined ? "" : `; bereinigt zählen ${stores} mit Verkäufen in jedem Monat`}${parts.length === 0 ? "" : `; hohl, da nur teilweise erfasst: ${de.list(parts)}`}.`,
      alt: (a) =>
        `Zwei Linien, ${a.from} bis ${a.to}; der Durchschnitt der Monate ist hundert. Je Öffnungstag und bereinigt${a.stores === undefined ? "" : ` (${a.stores})`} liegt der letzte Monat bei ${a.adjusted}, alle Monate liegen zwischen ${a.lowest} und ${a.highest}; gebucht liegt der letzte bei ${a.booked}.${nameHollow(a.parts)}`,
    },
    look: {
      title: "Genauer ansehen",
      inMonths: (first, last) => (last === undefined ? `Im ${first}` : `Von ${first} bis ${last}`),
      closed: (store, day, made) =>
        `${store} hatte am ${day} den letzten Verkauf.${made === undefined ? "" : ` ${made.months} kamen von dort ${made.share} des Umsatzes.`}`,
      othersClosed: (n) => `${count(n, "weitere Filiale verkauft", "weitere Filialen verkaufen")} nichts mehr.`,
      moreStores: (n) => count(n, "weitere Filiale", "weitere Filialen"),
      all: "Die Filialen",
      gap: (stores, first, last, days, others) =>
        `Ohne Verkäufe vom ${first} bis zum ${last} (${count(days, "Tag", "Tage")}): ${stores}.${Number(others) === 0 ? "" : ` Dazu ${isOne(others) ? "kommt" : "kommen"} ${count(others, "weitere solche Lücke", "weitere solche Lücken")}.`}`,
      below: (store, by) => `${store} ${by} darunter`,
      above: (store, by) => `${store} ${by} darüber`,
      ownAverage: (a) =>
        [
          `${a.period} je Öffnungstag, gemessen am eigenen Durchschnitt aus ${count(a.months, "Monat", "Monaten")}: ${de.list(a.stores)}.`,
          ...(a.others === undefined
            ? []
            : [
                `${isOne(a.others.count) ? "Die übrige Filiale liegt" : `Die übrigen ${stores(a.others.count)} liegen`} zwischen ${a.others.from} und ${a.others.to}.`,
              ]),
        ].join(" "),
      returns: (store, share, others) =>
        `${store} hat ${share} des Verkauften erstattet, die übrigen Filialen ${others}.`,
      article: (article, share, times, sold) =>
        `${article} macht ${share} des Umsatzes aus, ${times}-mal so viel wie der nächste Artikel${sold === undefined ? "" : `, und verkauft sich in ${Number(sold.stores) === Number(sold.of) ? "jeder Filiale" : `${number(sold.stores)} von ${stores(sold.of)}`}`}.`,
    },
    upAndDown: (up, down, before) =>
      Number(up) + Number(down) === 0
        ? `Die Filialen gegenüber ${before}`
        : Number(up) === 0
          ? `${stores(down)} ${isOne(down) ? "liegt" : "liegen"} unter ${before}`
          : `${stores(up)} ${isOne(up) ? "liegt" : "liegen"} über ${before}${Number(down) === 0 ? "" : `, ${number(down)} darunter`}`,
    onBefore: (before) => `Gegenüber ${before}`,
    onOwnAverage: "Gegenüber eigenem Schnitt",
    method:
      "Flächenbereinigt: die Filialen mit Verkäufen in beiden Zeiträumen, je Öffnungstag. Kalenderbereinigt: Jeder Tag wird durch den üblichen Anteil seines Wochentags geteilt.",
    easter: (day, period, other) => `Ostern (${day}) liegt ${period} und nicht ${other}; das ist nicht bereinigt.`,
    adjustedPerDay: "Flächen- und kalenderbereinigt, je Öffnungstag",
    gaps: (stores, others) =>
      `Eine Woche oder länger ohne Verkäufe: ${de.list([...stores, ...(Number(others) === 0 ? [] : [count(others, "weitere Lücke", "weitere Lücken")])])}.`,
    gapOf: (store, first, last) => `**${store}** (${first} bis ${last})`,
  },

  report: {
    title: "Verkaufsbericht",
    titleOf: (store) => `Verkaufsbericht ${store}`,
    contents: "Inhalt",
    syntheticData: (seed) => (seed === undefined ? "Synthetische Daten" : `Synthetische Daten, Startwert ${seed}`),
    changed: "Die Verkäufe wurden nach dem Import geändert.",
    changedMeans: "Die Zahlen geben den Stand der Datenbank bei der Auswertung wieder, nicht den der Quelldateien.",
    changedDetails: (link) => `Näheres unter „${link}“.`,
    sources: "So wurde gerechnet",
    figures: "Abbildungen",
    copyLink: "Link kopieren",
    copied: "Link kopiert",
    search: "Suchen",
    download: "CSV",
    workbook: "Alle Tabellen als Arbeitsmappe (XLSX)",
    skip: "Zum Bericht springen",
    seriesHelp: "Reihen des Diagramms: Enter blendet eine aus oder ein, Pfeiltasten lesen ihre Werte vor",
    data: "Die Zahlen zu diesem Diagramm",
    dataOf: (title) => `Zahlen: ${title}`,
    moreColumns: (n) => `${count(n, "weitere Spalte", "weitere Spalten")} im HTML-Bericht und in dessen CSV-Datei`,
    moreRows: (n) => `${count(n, "weitere Zeile", "weitere Zeilen")} im HTML-Bericht und in dessen CSV-Datei`,
    origin: "Wie dieser Bericht entstand",
    originText:
      "Jede Zahl dieses Berichts wurde aus den unten genannten Verkäufen berechnet, ohne manuelle Schritte. Jede Stufe hat ein Protokoll darüber geschrieben, was sie gelesen und was sie erzeugt hat; dieselben Daten und dieselben Versionen ergeben denselben Bericht, Byte für Byte.",
    versions: "Versionen",
    licences: "Gesetzt in Inter und JetBrains Mono (SIL Open Font License 1.1). Diagramme von Plotly.js (MIT-Lizenz).",
    nameFonts: "Namen in anderen Schriften sind in Noto gesetzt (SIL Open Font License 1.1).",
  },

  mail: {
    subject: (title, period, names, isNew) => `${isNew ? "" : "Aktualisiert: "}${title}, ${period}: ${de.list(names)}`,
    greeting: (name) => (name === undefined ? "Guten Tag," : `Guten Tag ${name},`),
    attached: (store, company, period) =>
      `anbei erhalten Sie den Verkaufsbericht ${store === undefined ? `von ${company}` : `der Filiale ${store}`} (${period}).`,
    severalAttached: (n, period) =>
      `anbei erhalten Sie ${count(n, "Verkaufsbericht", "Verkaufsberichte")} (${period}).`,
    supersedes: (n) =>
      isOne(n)
        ? "Er ersetzt den Bericht, den Sie zuvor für denselben Zeitraum erhalten haben."
        : "Sie ersetzen die Berichte, die Sie zuvor für denselben Zeitraum erhalten haben.",
    keyFigures: "Kennzahlen",
    heads: { figure: "Kennzahl", value: "Wert" },
    inside: (n) =>
      isOne(n)
        ? "Das PDF enthält die Diagramme und Tabellen und zeigt, wie jede Zahl berechnet wurde."
        : "Die PDFs enthalten die Diagramme und Tabellen und zeigen, wie jede Zahl berechnet wurde.",
    automatic: (company) => `${company} · Diese Nachricht wurde automatisch versandt.`,
  },

  restated: {
    title: "Was sich seit dem letzten Bericht geändert hat",
    short: "Berichtigt.",
    intro: (lastDay) => `Ein früherer Bericht über diesen Zeitraum beruhte auf Daten bis zum ${lastDay}.`,
    noData: "Bei einem früheren Bericht über diesen Zeitraum gab es noch keine Verkäufe.",
    month: (month, was, is) => `${month}: bisher ${was}, jetzt ${is}`,
    sales: (month, was, is) => `${month}: bisher ${was} Verkäufe, jetzt ${is}`,
    until: (text, lastDay) => `${text} (die Daten reichten damals bis zum ${lastDay})`,
    untilShort: (lastDay) => `(damals bis ${lastDay})`,
    several: (n, lastDay, most) =>
      `Seit dem Bericht mit Daten bis zum ${lastDay} ${isOne(n) ? "hat" : "haben"} sich ${count(n, "Monat", "Monate")} geändert, am stärksten ${most}`,
    onlyOthers: (n, why) =>
      `Die Summen der Monate sind unverändert, aber ${isOne(n) ? "eine andere Zahl hat" : `${count(n, "andere Zahl", "andere Zahlen")} haben`} sich geändert${because(why)}.`,
    because: (text, why) => `${text}${because(why)}.`,
    files: {
      corrected: (n) => `${count(n, "Datei", "Dateien")} berichtigt`,
      added: (n) => `${count(n, "Datei", "Dateien")} hinzugekommen`,
      removed: (n) => `${count(n, "Datei", "Dateien")} weggefallen`,
      reread: (n) => `${count(n, "Datei", "Dateien")} anders gelesen`,
    },
    kinds: {
      corrected: "berichtigt",
      added: "hinzugekommen",
      removed: "weggefallen",
      reread: "anders gelesen",
    },
    rows: (n) => `${count(n, "Zeile", "Zeilen")}, so viele wie zuvor`,
    rowsMore: (n) => `${count(Math.abs(n), "Zeile", "Zeilen")} ${n < 0 ? "weniger" : "mehr"}`,
    otherFiles: "andere Quelldateien",
    database: "Zeilen in der Datenbank geändert",
    settings: "andere Einstellungen der synthetischen Verkäufe",
    queries: "andere SQL-Abfragen",
    program: "andere Version des Programms",
    others: (sections) => `Geändert haben sich Zahlen in ${sections}.`,
    section: (title, n) => `„${title}“ (${writeCount(n, ".")})`,
    filesCaption: "Geänderte Dateien",
    receipts: "Ihre Prüfsummen",
    moreFiles: (n) => `${writeCount(n, ".")} weitere`,
    was: "Bisher",
    is: "Jetzt",
    what: "Änderung",
    salesThen: "Verkäufe bisher",
    salesNow: "Verkäufe jetzt",
    rowsThen: "Zeilen bisher",
    rowsNow: "Zeilen jetzt",
    amountThen: "Betrag bisher",
    amountNow: "Betrag jetzt",
    supersedes: "Berichte, die dieser ersetzt",
    dataUntil: "Daten bis",
    diff: {
      title: "Zwei Berichte im Vergleich",
      reports: "Die beiden Berichte",
      earlier: "Früher",
      later: "Später",
      nothing: "Es hat sich nichts geändert: Alle Zahlen sind in beiden Berichten gleich.",
      unknown:
        "Die Berichte unterscheiden sich, aber einer stammt aus einer Version, die ihre Tabellen nicht beilegt; einzelne Zahlen zeigt der Vergleich der HTML-Dateien.",
      found: (n, sections) =>
        `${isOne(n) ? "1 Zahl weicht ab" : `${count(n, "Zahl", "Zahlen")} weichen ab`}, in ${count(sections, "Abschnitt", "Abschnitten")}.`,
      onlyMonths: (n) =>
        `${isOne(n) ? "Die Summe von 1 Monat weicht ab" : `Die Summen von ${count(n, "Monat", "Monaten")} weichen ab`}.`,
      why: "Warum",
      months: "Monate",
      noCause: "Weder Dateien noch Einstellungen, Abfragen oder Versionen unterscheiden sich.",
      file: "Datei",
      commit: "Commit",
      checksum: "SHA-256",
      language: "Sprache",
      settings: "Einstellungen",
      versions: "Programm und Versionen",
      queries: "Abfragen",
      queriesDiffer: "Die Ergebnisse wurden mit anderen SQL-Abfragen berechnet.",
      database: "Datenbank",
      databaseThen: "Beim früheren Bericht waren Zeilen nach dem Import in der Datenbank geändert worden.",
      databaseNow: "Nach dem Import wurden Zeilen in der Datenbank geändert.",
      files: "Quelldateien",
      reading: "Wie die Dateien gelesen wurden",
      name: "Was",
      row: "Zeile",
      column: "Spalte",
      keyFigures: "Kennzahlen",
      table: "Tabelle",
      onlyThen: "Diese Tabelle hat nur der frühere Bericht.",
      onlyNow: "Diese Tabelle hat nur der spätere Bericht.",
      missing: "–",
      wholeRow: "ganze Zeile",
      moreRows: (n) => `${writeCount(n, ".")} weitere`,
    },
  },

  articles: {
    part: "Teil des Umsatzes",
    count: "Artikel",
    shareOfArticles: "Anteil an den Artikeln",
    firstHalf: "erste Hälfte des Umsatzes",
    toFourFifths: "von dort bis vier Fünftel",
    lastFifth: "letztes Fünftel des Umsatzes",
    countShare: (n, share) => `${count(n, "Artikel", "Artikel")} (${share})`,
    parts: (half, fourFifths, all, share) =>
      `**${number(half)}** von ${count(all, "Artikel", "Artikeln")} (${share}) ${isOne(half) ? "bringt" : "bringen"} die Hälfte des Umsatzes, ${number(fourFifths)} ${isOne(fourFifths) ? "bringt" : "bringen"} vier Fünftel.`,
    partsTitle: (half, all) =>
      `${number(half)} von ${count(all, "Artikel", "Artikeln")} ${isOne(half) ? "bringt" : "bringen"} die Hälfte des Umsatzes`,
    partsAlt: (parts) =>
      `Balken: wie viele Artikel welchen Teil des Umsatzes bringen, die umsatzstärksten zuerst. ${parts.join("; ")}.`,
    outstanding: (article, times, next) =>
      `**${article}** ragt heraus und bringt das ${times}-Fache des nächsten Artikels, ${next}.`,
    changes: (period) => `Gewinner und Verlierer unter den Artikeln gegenüber ${period}`,
    equalDays:
      "Umsatzstärkste Artikel beider Zeiträume, deren Umsatz sich stärker verändert hat, als der Zufall erklärt; der frühere Zeitraum ist auf gleich viele Öffnungstage umgerechnet.",
    noChanges:
      "Bei keinem der umsatzstärksten Artikel beider Zeiträume hat sich der Umsatz stärker verändert, als der Zufall erklärt.",
    atEqualDays: (period = "Davor") => `${period}, bei gleich vielen Öffnungstagen`,
    come: (articles, when) => `Neu unter den umsatzstärksten und ${when} nicht verkauft: ${articles}.`,
    gone: (articles, when) =>
      `${when[0]!.toUpperCase()}${when.slice(1)} unter den umsatzstärksten und jetzt nicht mehr verkauft: ${articles}.`,
    newlyBest: (articles, when) => `Jetzt unter den umsatzstärksten und ${when} nicht: ${articles}.`,
    noLongerBest: (articles, when) =>
      `${when[0]!.toUpperCase()}${when.slice(1)} unter den umsatzstärksten und jetzt nicht mehr: ${articles}.`,
    specialities: (stores) =>
      `Besonderheiten einzelner Filialen: ${stores
        .map(({ store, usual, articles }) => {
          const sold = articles.map(({ article, share }) =>
            share === undefined
              ? `${article} (wird nur hier verkauft)`
              : `${article} (${share} vom Umsatz dieses Artikels)`,
          );
          return `**${store}** mit ${de.list(sold)} bei ${usual} vom gesamten Umsatz`;
        })
        .join("; ")}.`,
  },

  categories: {
    best: (n, highest) =>
      `Von ${categories(n)} ${highest.count === 1 ? "bringt" : "bringen"} **${highest.name}** am meisten ein: ${amountOf(highest)}.`,
    largest: (share) => `Die drei umsatzstärksten erzielen zusammen ${share} des Gesamtumsatzes.`,
    unnamed: (revenue, n) => `Weitere ${revenue} aus ${ofSales(n)} sind in den Dateien keiner Warengruppe zugeordnet.`,
    none: "(ohne Warengruppe)",
    others: "Alle übrigen Warengruppen",
    title: (category, revenue) => `${category} bringt am meisten ein: ${revenue}`,
    plainTitle: "Umsatz je Warengruppe",
    alt: (n, revenue, bars) =>
      `Balken: Umsatz von ${categories(n)}. Gesamt: ${revenue}. Von oben nach unten: ${bars.join(", ")}.`,
    changes: (period, up, down) => {
      const say = ({ named, hasMore }: CategoryMoves): string =>
        de.list([
          ...named.map(({ category, amount, share = "zuvor nichts", store }) => {
            const carried = store === undefined ? "" : `, aber nur wegen **${store}**`;
            return `**${category}** (${amount}, ${share}${carried})`;
          }),
          ...(hasMore ? [de.otherNames] : []),
        ]);
      const texts = [
        ...(up.named.length > 0 ? [`mehr mit ${say(up)}`] : []),
        ...(down.named.length > 0 ? [`weniger mit ${say(down)}`] : []),
      ];
      return `Gegenüber ${period} wurde bei gleich vielen Öffnungstagen ${texts.join("; ")} eingenommen.`;
    },
    noChanges: (period) =>
      `Gegenüber ${period} hat sich bei gleich vielen Öffnungstagen keine Warengruppe stärker verändert, als Tage von sich aus schwanken.`,
    unlike: (period, now, then) =>
      `Mit ${period} werden Warengruppen nicht verglichen: Keiner Warengruppe zugeordnet sind jetzt ${now} des Umsatzes, damals waren es ${then}.`,
  },

  growth: {
    week: (year, week) => `KW ${week}/${year}`,
    weekShort: (week) => `KW ${week}`,
    head: "Kalenderwoche",
    now: "Umsatz je Öffnungstag",
    yearBefore: "Vorjahr",
    changeYear: "Änderung zum Vorjahr",
    changeBefore: "Änderung zur Zeile darüber",
    likeForLike: "Flächenbereinigt",
    hollow: "Hohle Punkte: Wochen, die nur teilweise erfasst sind",
    title: (higher, weeks) =>
      `In ${number(higher)} von ${count(weeks, "Woche", "Wochen")} lag der Umsatz je Öffnungstag über dem Vorjahr`,
    plainTitle: (span) => `Umsatz je Öffnungstag nach Wochen, ${span}`,
    alt: (span, highest, lowest, facts, parts) =>
      `Linie: Umsatz je Öffnungstag nach Wochen, ${span}. ${[highest && `Höchster Wert: ${highest}.`, lowest && `Niedrigster Wert: ${lowest}.`, facts].filter(Boolean).join(" ")}${nameHollow(parts)}`,
    compared: (a) =>
      `In ${count(a.weeks, "Woche", "Wochen")}, die die Daten auch im Vorjahr enthalten, nahm eine Filiale je Öffnungstag **${a.now}** ein, im Vorjahr ${a.before}: ${a.change ?? "keine nennenswerte Änderung"}${a.likeForLike === undefined ? "" : `, flächenbereinigt ${a.likeForLike}`}. In ${count(a.higher, "Woche", "Wochen")} war es mehr, in ${number(a.lower)} weniger.`,
    noYearBefore: "Die Dateien reichen nicht bis ins Vorjahr zurück.",
    tooShort: "Die Daten enthalten weniger als zwei ganze Wochen; über Wachstum lässt sich nichts sagen.",
    parts: (weeks) => `Nur teilweise erfasst und daher nicht verglichen: ${de.list(weeks)}.`,
  },

  outlook: {
    expected: (a) =>
      `**${a.month}: ${a.low} bis ${a.high}.** Im ${a.yearBefore} waren es ${a.expected}; wer für jeden Monat den Umsatz des Vorjahresmonats annahm, lag in ${number(a.hits)} der letzten ${count(a.tries, "Monate", "Monate")} um höchstens ${a.error} daneben.`,
    last: (a) =>
      `Für ${a.last} wären demnach ${a.lastExpected} zu erwarten gewesen; es wurden ${a.lastActual} (${a.lastError}).`,
  },

  reports: {
    title: { store: "Verkaufsberichte nach Filialen", month: "Verkaufsberichte nach Monaten" },
    month: "Monat",
    whole: "Gesamt",
    changeBefore: "Änderung zum Vormonat",
    files: "Bericht",
    open: (kind, name) => `${kind}: ${name}`,
    sort: (column) => `Nach ${column} sortieren`,
    addUp: (n, revenue, sales) =>
      `${isOne(n) ? "Der einzige Bericht enthält" : `Die ${count(n, "Bericht", "Berichte")} ergeben zusammen`} ${revenue} und ${sales}: genau das, was der Gesamtbericht ausweist.`,
    failed: (names) => `Nicht erstellt werden konnten: ${names}.`,
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
    fingerprint: (rows, amount, checksum) =>
      `${rows} ${rows === "1" ? "Zeile" : "Zeilen"}, ${amount}, Prüfsumme ${checksum}`,
    file: "Datei",
    moreFiles: (n) => `${number(n)} weitere, aufgeführt im Herkunftsnachweis, der diesem Bericht beiliegt`,
    table: "Tabelle",
    amount: "Betrag",
    check: {
      name: "Prüfung",
      expected: "Erwartet",
      found: "Gefunden",
      nothing: "wie erwartet",
      rows: (n, first) =>
        `${number(n)} ${isOne(n) ? "Zeile" : "Zeilen"}${first === undefined ? "" : `, die erste: ${first}`}`,
    },
    labels: {
      amount_cents: "Summe der Beträge",
      changed_since_import: "Seit dem Import geändert",
      charts: "Diagramme",
      checks: "Prüfungen der Daten",
      checksum: "Prüfsumme",
      days: "Tage",
      duplicates: "Doppelte Zeilen",
      files: "Dateien",
      first_day: "Erster Tag",
      last_day: "Letzter Tag",
      notebooks: "Notebooks",
      queries: "SQL-Dateien, SHA-256",
      read: "Gelesene Verkäufe",
      rejected: "Zurückgewiesene Zeilen",
      rows: "Zeilen",
      seed: "Startwert des Zufallsgenerators",
      sha256: "SHA-256",
      start: "Erster Tag",
      stores: "Filialen",
      table_fingerprint: "Gespeicherte Verkäufe",
      wrote: "Geschriebene Tabellen",
    },
    mysqlServer: "MySQL-Server",
    program: {
      title: "Programm",
      commit: "Git-Commit",
      tree: "Dateien seit diesem Commit",
      trees: { clean: "unverändert", changed: "geändert", unknown: "unbekannt" },
      lockfiles: "Lock-Dateien",
    },
  },

  storeTable: {
    place: "Platz",
    share: "Anteil",
    against: (period) => `Gegenüber ${period}`,
    course: "Nach Monaten",
    refunded: "Erstattet",
    remark: "Anmerkung",
    isNew: "neu",
    opened: (day) => `eröffnet am ${day}`,
    closed: (day) => `keine Verkäufe seit ${day}`,
    best: (n) => `bester von ${count(n, "Monat", "Monaten")}`,
    weakest: (n) => `schwächster von ${count(n, "Monat", "Monaten")}`,
    explain: (before, isCompared, hasLines) =>
      [
        "Die Plätze richten sich nach dem Umsatz",
        before === undefined ? "" : `; Pfeile zeigen, um wie viele Plätze sich eine Filiale seit ${before} bewegt hat`,
        isCompared ? ". Änderungen sind die des Umsatzes je Öffnungstag." : ".",
        hasLines
          ? " Die Linien zeigen den Umsatz je Öffnungstag der letzten vollen Monate, jede von ihrem niedrigsten bis zu ihrem höchsten Wert."
          : "",
      ].join(""),
    onlyOf: (store) =>
      `Dies ist der Bericht der Filiale **${store}**; ihr Platz in der Kette steht unter „Auf einen Blick“.`,
  },
  drill: {
    hint: "Der HTML-Bericht öffnet jede Filiale und jeden Monat über den Namen.",
    caption: "Summen nach Filiale und Monat",
    ofStore: "{}, Monat für Monat",
    ofMonth: "{}, Filiale für Filiale",
    monthBefore: "Zum Vormonat",
    yearBefore: "Zum Vorjahr",
    explain:
      "Änderungen sind die des Umsatzes je Öffnungstag. Ein Monat, von dem die Daten nur einen Teil haben, wird nicht verglichen.",
    back: "Zurück",
    close: "Schließen",
  },
  storeMonths: {
    title: (n, all) =>
      Number(n) === Number(all)
        ? `Umsatz je Öffnungstag von ${stores(all)}, nach Monaten`
        : `Umsatz je Öffnungstag der ${number(n)} größten von ${stores(all)}, nach Monaten`,
    alt: (n, span, highest) =>
      `Eine Linie für jede von ${stores(n)}: Umsatz je Öffnungstag nach Monaten, ${span}, alle auf einer Skala ab null. Am höchsten über alle Monate: ${highest}.`,
  },
  storeGrowth: {
    title: (up, all, period) =>
      `${number(up)} von ${stores(all)} ${isOne(up) ? "nimmt" : "nehmen"} je Öffnungstag mehr ein als im Zeitraum ${period}`,
    size: "Umsatz je Öffnungstag",
    change: "Vielfaches von zuvor",
    alt: (a) =>
      `Punkte, einer für jede von ${stores(a.stores)}: nach rechts der Umsatz je Öffnungstag, nach oben seine Änderung gegenüber ${a.period}, beide auf logarithmischen Skalen. Mehr als zuvor: ${number(a.up)}, weniger: ${number(a.down)}. Am meisten gewonnen oder verloren: ${a.named.join("; ")}.`,
  },

  cashiers: {
    name: (nr) => `Kassenkraft ${nr}`,
    counted: { receipts: "Bons", sales: "Positionen" },
    active: { hours: "Aktive Stunden", days: "Aktive Tage" },
    rate: "Tempo",
    unit: (p) => paces[p.counted][p.per],
    title: (p, n, store) =>
      `${paces[p.counted][p.per]}: ${count(n, "Kassenkraft", "Kassenkräfte")}${store === undefined ? ", Filiale für Filiale" : ` von ${store}`}`,
    subtitle: (p) => `${paces[p.counted][p.per]}, in jeder Filiale sortiert`,
    alt: (a) =>
      `Balken, in jeder Filiale sortiert: ${paces[a.pace.counted][a.pace.per]} von ${ofCashiers(a.drawn)} (von ${number(a.cashiers)}). Insgesamt von ${a.low} bis ${a.high}, Median ${a.median}.`,
    size: (n, storeCount, hasStores) =>
      `**${count(n, "Kassenkraft", "Kassenkräfte")}**${hasStores ? ` in ${stores(storeCount)}` : ""} ${isOne(n) ? "hat" : "haben"} etwas verkauft.`,
    range: (p, low, median, high) =>
      `Auf sie entfallen zwischen ${low} und ${high} ${paces[p.counted][p.per]}; der Median ist ${median}.`,
    noPace: "Die Dateien enthalten keine Uhrzeiten, also gibt es kein Tempo zu vergleichen.",
    explain: (p) =>
      `${p.per === "hours" ? "Eine aktive Stunde ist eine Stunde der Uhr, in der eine Kassenkraft etwas verkauft hat" : "Ein aktiver Tag ist ein Tag, an dem eine Kassenkraft etwas verkauft hat"}. Der größte Teil der Unterschiede geht auf Ort, Kasse und Uhrzeit zurück; deshalb werden Kassenkräfte nur innerhalb ihrer Filiale verglichen und nicht nach Umsatz.`,
    numbered: "Für die Namen der Kassenkräfte stehen Nummern; sie sind in diesem Bericht überall dieselben.",
  },

  returns: {
    chain: (refunds, share, money, part) =>
      `**${count(refunds, "Position", "Positionen")}** ${isOne(refunds) ? "ist eine Erstattung" : "sind Erstattungen"}, ${share} aller Positionen: ${money}${part === undefined ? "" : `, ${part} des Verkauften`}.`,
    none: "Keine Position ist eine Erstattung.",
    zeros: (n, share) =>
      `**${count(n, "Position", "Positionen")}** ${isOne(n) ? "hat" : "haben"} den Betrag null, ${share} aller Positionen.`,
    above: (kind, some) =>
      `Mehr ${kind === "refunds" ? "Erstattungen" : "Nullbeträge"}, als der Zufall erklärt: ${de.list([...some])}.`,
    below: (kind, some) =>
      `Weniger ${kind === "refunds" ? "Erstattungen" : "Nullbeträge"}, als der Zufall erklärt: ${de.list([...some])}.`,
    inside: (kind) =>
      `In keiner Filiale weicht der Anteil der ${kind === "refunds" ? "Erstattungen" : "Nullbeträge"} stärker von dem der Kette ab, als der Zufall erklärt, oder um mehr als ein Viertel davon.`,
    explain:
      "Der Zufall erklärt, was höchstens drei Standardfehler vom Anteil der Kette abweicht; diese sind umso größer, je weniger Positionen eine Filiale hat. Auch Abweichungen um weniger als ein Viertel dieses Anteils werden nicht genannt.",
    names: (grain) =>
      grain === "article"
        ? "Diese Artikel haben mehr oder weniger Erstattungen oder Nullbeträge, als der Zufall erklärt."
        : "Diese Kassenkräfte haben mehr oder weniger Erstattungen oder Nullbeträge, als der Zufall in ihrer Filiale erklärt.",
    noNames: (grain) =>
      grain === "article"
        ? "Kein Artikel hat mehr oder weniger Erstattungen oder Nullbeträge, als der Zufall erklärt."
        : "Keine Kassenkraft hat mehr oder weniger Erstattungen oder Nullbeträge, als der Zufall in ihrer Filiale erklärt.",
    moreNames: (n) => `${number(n)} weitere ${isOne(n) ? "liegt" : "liegen"} außerhalb.`,
    explainNames: (grain, errors) =>
      `Verglichen ${grain === "article" ? "werden Artikel" : "werden Kassenkräfte"} mit so vielen Positionen, dass allein der Zufall mindestens neun Fälle erwarten lässt. Bei so vielen Namen erklärt der Zufall, was höchstens ${["drei", "vier", "fünf"][errors - 3]} Standardfehler vom Anteil der übrigen ${grain === "article" ? "Artikel" : "Kassenkräfte der Filiale"} abweicht; Abweichungen um weniger als ein Viertel dieses Anteils sind nicht aufgeführt.`,
    more: (n) => `${number(n)} weitere`,
    title: (kind) =>
      kind === "refunds"
        ? "Erstattungen jeder Filiale, verglichen mit dem, was der Zufall erklärt"
        : "Nullbeträge jeder Filiale, verglichen mit dem, was der Zufall erklärt",
    subtitle:
      "Anteil der Positionen nach Positionen der Filiale; die Linien liegen zwei und drei Standardfehler vom Anteil der Kette",
    chainShare: "Kette",
    limit: (errors) => (errors === 2 ? "zwei Standardfehler" : "drei Standardfehler"),
    stores: "Filialen",
    lines: "Positionen",
    share: "Anteil der Positionen",
    limits: "Vom Zufall erklärt",
    kind: "Was",
    count: "Anzahl",
    number: { refunds: "Erstattungen", zero_sales: "Nullbeträge" },
    alt: (a) =>
      `Punkte, einer für jede von ${stores(a.stores)}: nach rechts ihre Positionen, nach oben der Anteil der ${a.kind === "refunds" ? "Erstattungen" : "Nullbeträge"}, um den der Kette (${a.chain}) mit Grenzen, die nach rechts enger werden. ${a.outside.length === 0 ? "Alle liegen innerhalb oder nahe dem Anteil der Kette." : `Außerhalb: ${de.list([...a.outside])}.`}`,
    closedDays: (store, n, days, others) =>
      `**${store}** hat an ${count(n, "Tag, an dem", "Tagen, an denen")} sonst geöffnet ist, keine Verkäufe: ${de.list([...days, ...(Number(others) === 0 ? [] : [`${number(others)} weitere`])])}.`,
    irregular: (store, n, usual) =>
      `**${store}** hat an ${number(n)} von ${count(usual, "Tag", "Tagen")}, an denen sonst geöffnet ist, keine Verkäufe; das sind zu viele, um sie aufzuführen.`,
    noClosedDays: "Keiner Filiale fehlen Verkäufe an einem Tag, an dem sie sonst geöffnet ist.",
    moreStores: (n) => `Das gilt auch für ${count(n, "weitere Filiale", "weitere Filialen")}.`,
    explainDays:
      "Sonst geöffnet ist eine Filiale an einem Wochentag, an dem sie in mehr als der Hälfte der Wochen zwischen ihrem ersten und letzten Tag Verkäufe hat; Tage, an denen keine Filiale etwas verkauft, sind Feiertage.",
    weekday: (weekday, day) => `${weekday}, ${day}`,
  },
};
