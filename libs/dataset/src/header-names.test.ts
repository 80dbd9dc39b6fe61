import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findTable } from "./find-table.js";
import {
  findAmountsKind,
  findHeaderCurrency,
  findKnownName,
  findScale,
  foldName,
  isCurrencyName,
} from "./header-names.js";
import { type Column, columnNames, salesColumns } from "./schema.js";

test("case, blanks, hyphens, accents and their form, and what can't be seen make no other name", () => {
  const same = [
    "Net-Sales",
    "NET SALES",
    "net_sales",
    " net\u00a0sales ",
    "net\u200bsales",
    "Nét Sales",
    "Ne\u0301t Sales",
  ];
  assert.deepEqual([...new Set(same.map(foldName))], ["netsales"]);
  assert.equal(foldName("ŞUBE"), foldName("şube"));
  assert.equal(foldName("İstasyon"), "istasyon");
  assert.equal(foldName("Größe"), "grosse");
  assert.equal(foldName("店舗"), "店舗");
  assert.notEqual(foldName("Store #"), foldName("Store"));
});

test("names of twelve European languages, Turkish and Japanese are known", () => {
  const headers = [
    "Date,Time,Store,Product,Amount,Cashier,Receipt no.,Qty,Department",
    "Datum,Uhrzeit,Filiale,Artikel,Betrag,Verkaeufer,Bon-Nr.,Stückzahl,Warengruppe",
    "Date,Heure,Magasin,Désignation,Montant TTC,Vendeur,N° de ticket,Qté,Rayon",
    "Fecha,Hora,Tienda,Artículo,Importe,Cajero,Número de ticket,Cantidad,Categoría",
    "Data,Ora,Negozio,Articolo,Importo,Cassiere,Scontrino,Quantità,Reparto",
    "Datum,Tijd,Filiaal,Artikel,Bedrag,Kassier,Kassabon,Aantal,Categorie",
    "Data,Godzina,Sklep,Towar,Kwota,Kasjer,Nr paragonu,Ilość,Kategoria",
    "Data,Hora,Loja,Produto,Valor total,Funcionário,Recibo,Quantidade,Categoria",
    "Tarih,Saat,Mağaza,Ürün,Tutar,Kasiyer,Fiş No,Adet,Kategori",
    "Datum,Tid,Butik,Vara,Belopp,Kassör,Kvitto,Antal,Varugrupp",
    "Dato,Tidspunkt,Butik,Vare,Beløb,Kasserer,Kvittering,Antal,Varegruppe",
    "Dato,Klokkeslett,Butikk,Varenavn,Beløp,Selger,Kvitteringsnummer,Antall,Varegruppe",
    "Datum,Čas,Prodejna,Zboží,Částka,Pokladní,Číslo účtenky,Množství,Skupina zboží",
    "日付,時刻,店舗,商品,金額,担当者,レシート番号,数量,部門",
  ];
  for (const header of headers) {
    const { fields } = findTable("a.csv", header, {});
    assert.deepEqual(
      fields.map(({ column }) => column),
      columnNames,
      header,
    );
  }
});

test("every name in the documentation's table is known", () => {
  for (const [column, { headers }] of Object.entries<Column>(salesColumns)) {
    for (const name of [column, ...headers]) assert.equal(findKnownName(name)?.column, column, name);
  }
});

test("a unit behind a name is none of it, and may name the currency; another word in brackets is", () => {
  for (const name of ["Umsatz (EUR)", "Umsatz [€]", "Umsatz in EUR", "UMSATZ EUR", "Umsatz\n(EUR)"]) {
    assert.equal(findKnownName(name)?.column, "amount", name);
    assert.equal(findHeaderCurrency(name), "EUR", name);
  }
  assert.equal(findHeaderCurrency("Total ($)"), undefined, "several currencies have this sign");
  assert.equal(findKnownName("Total ($)")?.column, "amount");
  assert.equal(findKnownName("Datum (TT.MM.JJJJ)")?.column, "sold_on");
  for (const name of ["Umsatz (ohne Soll/Haben-Kz)", "Total (tax)", "Date (Net)", "Amount (qty)"]) {
    assert.equal(findKnownName(name), undefined, name);
  }
});

test("a name or a title says that amounts are in thousands or millions, in many ways", () => {
  for (const name of [
    "Umsatz (TEUR)",
    "Umsatz TEUR",
    "Umsatz in T€",
    "Umsatz [Tsd. €]",
    "Revenue (k€)",
    "Umsatz (in Tsd. EUR)",
  ]) {
    assert.equal(findKnownName(name)?.column, "amount", name);
    assert.equal(findScale(name), 1000, name);
  }
  for (const name of [
    "Umsatz (TEUR)",
    "Umsatz in T€",
    "Umsatz (Tsd. €)",
    "Revenue (k€)",
    "Umsatz (Mio. €)",
    "Umsatz MEUR",
  ])
    assert.equal(findHeaderCurrency(name), "EUR", name);
  assert.equal(findHeaderCurrency("Revenue (KUSD)"), "USD");
  for (const title of [
    "Alle Beträge in Tausend Euro",
    "Figures in thousands, unaudited",
    "in thousands of euros",
    "Chiffre d'affaires en milliers d'euros",
    "importes en miles de euros",
    "€'000",
    "$000s",
    "Valori in migliaia",
  ])
    assert.equal(findScale(title), 1000, title);
  for (const title of ["Umsatz in Mio. EUR", "millions of dollars", "en millones", "M€"])
    assert.equal(findScale(title), 1_000_000, title);
  for (const text of [
    ...[
      "Umsatz (EUR)",
      "Total",
      "Betrag TRY",
      "Amount (KRW)",
      "Thousand Oaks",
      "Saldo: EUR 000,00",
      "Sale Type",
      "Bank EUR",
    ],
    ...["Store 1000", "Kasse 1, EUR", "Market €", "10k run", "Team EUR", "Miles walked", "EUR 0001"],
  ])
    assert.equal(findScale(text), undefined, text);
});

test("quantities, prices, taxes, discounts and costs are never known as amounts", () => {
  const names = "Price,Unit price,Preis,Einzelpreis,Prix,Precio,Tax,MwSt,VAT,Discount,Rabatt,Cost,Tip,Net price";
  for (const name of names.split(",")) assert.equal(findKnownName(name), undefined, name);
  for (const name of ["Quantity", "Qty", "Menge", "Anzahl", "unit_sales"])
    assert.equal(findKnownName(name)?.column, "quantity", name);
});

test("nobody is asked which of two receipts, quantities or categories is meant: neither is read", () => {
  const { fields, ignored } = findTable("a.csv", "Date,Total,Bon,Ticket,Order ID,Qty,Category,Department", {});
  assert.deepEqual(
    fields.map(({ column, at }) => `${column} ${at}`),
    ["sold_on 0", "amount 1", "quantity 5", "category 6"],
  );
  assert.deepEqual(ignored, ["Bon", "Ticket", "Order ID", "Department"]);
  const told = findTable("a.csv", "Date,Total,Bon,Ticket", { columns: { Ticket: "receipt" } });
  assert.deepEqual(told.ignored, ["Bon"]);
});

test("words for tax decide net and gross; the English net sales does not, since it may mean less discounts", () => {
  assert.equal(findAmountsKind("Umsatz brutto"), "gross");
  assert.equal(findAmountsKind("Montant HT"), "net");
  assert.equal(findAmountsKind("Net sales"), undefined);
});

test("a name beats a number, and of two of the same kind the user decides", () => {
  const { fields } = findTable("a.csv", "Store Nbr,Store Name,Date,SKU,Item,Total", {});
  assert.deepEqual(
    fields.map(({ column, at }) => `${column} ${at}`),
    ["store 1", "sold_on 2", "article 4", "amount 5"],
  );
  assert.throws(() => findTable("a.csv", "Date,Total,Amount", {}), /amount may be "Total" or "Amount"/);
  assert.throws(() => findTable("a.csv", "Date,Store,Branch,Total", {}), /store may be "Store" or "Branch"/);
});

const spelling = fc.record({
  isUpper: fc.boolean(),
  blank: fc.constantFrom(" ", "_", "-", "\u00a0", "", "  "),
  form: fc.constantFrom("NFC", "NFD"),
  around: fc.constantFrom("", " ", "\u200b", "\ufeff"),
});

test("a header in any case, spacing, form and order has the same columns", () => {
  const names = [
    "Geschäftstag",
    "Sale Time",
    "Store Name",
    "Item Description",
    "Total Amount",
    "Staff Member",
    "Bon Nr",
  ];
  const expected = ["sold_on", "sold_at", "store", "article", "amount", "cashier", "receipt"];
  fc.assert(
    fc.property(
      fc.shuffledSubarray(names, { minLength: names.length }),
      fc.array(spelling, { minLength: 7, maxLength: 7 }),
      (order, spellings) => {
        const header = order.map((name, i) => {
          const { isUpper, blank, form, around } = spellings[i] as NonNullable<(typeof spellings)[number]>;
          const cased = isUpper ? name.toUpperCase() : name.toLowerCase();
          return `${around}${cased.replaceAll(" ", blank)}${around}`.normalize(form);
        });
        const { fields } = findTable("a.csv", header.join(";"), {});
        const found = fields.map(({ column, at }) => [column, order[at]]);
        assert.deepEqual(
          new Map(found as [string, string][]),
          new Map(order.map((name) => [expected[names.indexOf(name)] as string, name])),
        );
      },
    ),
    { seed: 15, numRuns: 300 },
  );
});

test("no header of quantities, prices and other money ever gets an amount in silence", () => {
  const traps = [
    "quantity",
    "price",
    "unit price",
    "tax",
    "discount",
    "cost",
    "Menge",
    "Einzelpreis",
    "MwSt",
    "Rabatt",
    "id",
    "Net price",
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(traps, { minLength: 1 }), (names) => {
      assert.throws(
        () => findTable("a.csv", ["date", "store", "item", ...names].join(","), {}),
        /header lacks a column that is known for amount/,
      );
    }),
    { seed: 15, numRuns: 200 },
  );
});

test("a column of currencies is known in many languages and short forms; one of rates or amounts is none", () => {
  for (const name of [
    "Currency",
    "Curr.",
    "CCY",
    "Currency (ISO)",
    "Transaction currency",
    "Währungscode",
    "Whg",
    "WKZ Umsatz",
  ])
    assert.ok(isCurrencyName(name), name);
  for (const name of ["Döviz", "Para birimi", "Měna", "Devise code", "Valuta", "通貨", "ISO code"])
    assert.ok(isCurrencyName(name), name);
  for (const name of [
    "Currency rate",
    "Amount in currency",
    "ISO country code",
    "Current",
    "Cursor",
    "Währungskurs",
    "ISO week",
  ])
    assert.ok(!isCurrencyName(name), name);
});
