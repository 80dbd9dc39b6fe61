import type { ColumnName } from "./schema.js";

/**
 * Header names by which columns are known, in the order in which they are preferred: where a file has two of one line, nobody
 * but the user knows which one it is. Names of units, such as a price, are none of them.
 */
const knownNames: Record<ColumnName, readonly (readonly string[])[]> = {
  sold_on: [
    [
      "sold_on, Date, Sale date, Sales date, Date of sale, Transaction date, Business date, Business day, Timestamp, Datetime, Date time",
      "Datum, Verkaufsdatum, Belegdatum, Buchungsdatum, Kaufdatum, Geschäftstag, Zeitstempel, Datum und Uhrzeit, Datum/Uhrzeit",
      "Date de vente, Date et heure, Fecha, Fecha de venta, Fecha y hora, Data, Data vendita, Data di vendita, Data e ora, Data da venda",
      "Data e hora, Datum en tijd, Verkoopdatum, Data sprzedaży, Tarih, Satış tarihi, 日付, 売上日, 取引日, 日時",
      "Försäljningsdatum, Dato, Salgsdato, Datum a čas, Datum prodeje, Päivämäärä",
    ],
    [
      "Created at, Created, Order date, Receipt date, Bestelldatum, Rechnungsdatum, Bondatum, Date commande, Fecha pedido, Orderdatum",
    ],
  ],
  sold_at: [
    [
      "sold_at, Time, Time of day, Sale time, Transaction time, Uhrzeit, Zeit, Verkaufszeit, Bonzeit, Heure, Heure de vente, Hora",
      "Hora de venta, Hora da venda, Ora, Orario, Tijd, Tijdstip, Godzina, Czas, Saat, 時刻, 時間, 売上時刻",
      "Tid, Klockslag, Tidspunkt, Klokkeslæt, Klokkeslett, Čas, Čas prodeje, Aika, Kellonaika",
    ],
  ],
  store: [
    [
      "store, Store name, Shop, Shop name, Branch, Branch name, Location, Location name, Outlet, Outlet name, Site, Restaurant, Supermarket",
      "Supermarkt, Filiale, Filialname, Filialbezeichnung, Laden, Geschäft, Standort, Betrieb, Betriebsstätte, Markt, Verkaufsstelle",
      "Magasin, Nom du magasin, Boutique, Établissement, Point de vente, Succursale, Tienda, Nombre de tienda, Sucursal, Establecimiento",
      "Negozio, Punto vendita, Sede, Winkel, Filiaal, Vestiging, Sklep, Nazwa sklepu, Oddział, Lokalizacja, Loja, Nome da loja",
      "Estabelecimento, Filial, Mağaza, Şube, 店舗, 店舗名, 店名",
      "Butik, Butiksnamn, Varuhus, Butikk, Forretning, Prodejna, Pobočka, Myymälä",
    ],
    [
      "Register, Register name, Till, Terminal, POS, Cash register, Kasse, Kassenname, Kassenplatz, Caisse, Caja, Cassa, Kassa, Kasa, Caixa, レジ",
    ],
    [
      "Store number, Store no, Store nbr, Store ID, Store code, Shop ID, Branch number, Branch ID, Branch code, Location ID, Outlet ID",
      "Filialnummer, Filialnr, Filial-Nr, Filiale Nr, Filial-ID, Marktnummer, Kassennummer, Kassen-Nr, Kassennr, Code magasin, Id tienda",
      "Codice negozio, Winkelnummer, Filiaalnummer, Numer sklepu, Register number, Register ID, Terminal ID, 店舗コード, 店舗番号",
    ],
  ],
  article: [
    [
      "article, Article name, Item, Item name, Item description, Product, Product name, Product title, Menu item, Dish",
      "Artikel, Artikelname, Artikelbezeichnung, Produkt, Produktname, Ware, Warenbezeichnung, Speise, Artikeltext, Désignation, Libellé article",
      "Nom du produit, Produit, Nom de l'article, Artículo, Producto, Nombre del producto, Nombre del artículo, Articolo, Prodotto",
      "Nome prodotto, Nome articolo, Artikelnaam, Artikelomschrijving, Productnaam, Towar, Nazwa towaru, Nazwa produktu, Artykuł",
      "Produto, Nome do produto, Artigo, Ürün, Ürün adı, 商品, 商品名, 品名",
      "Artikelnamn, Vara, Varunamn, Produktnamn, Vare, Varenavn, Produktnavn, Zboží, Název zboží, Název produktu, Tuote, Tuotenimi",
    ],
    [
      "Artikelnummer, Artikelnr, Artikel-Nr, Artikel-ID, Article number, Article no, Article ID, Item number, Item no, Item nbr, Item ID",
      "Item code, Product ID, Product code, Product number, SKU, EAN, GTIN, Barcode, PLU, Stock code, Produktnummer, Référence article",
      "Code article, Código de producto, Código de artículo, Codice articolo, Codice prodotto, Artikelcode, Productcode, Kod towaru",
      "Código do produto, Ürün kodu, 商品コード, 商品番号",
    ],
  ],
  amount: [
    [
      "amount, Total, Total amount, Amount paid, Line total, Item total, Row total, Total price, Revenue, Sales amount, Sale amount, Turnover",
      "Net sales, Net amount, Net total, Net revenue, Gross sales, Gross amount, Gross total, Gross revenue, Total sales",
      "Total net, Total gross, Net, Gross, Subtotal, Extended price, Umsatz, Betrag, Gesamtbetrag, Gesamtpreis, Gesamt, Summe, Zeilensumme, Erlös",
      "Umsatz brutto, Umsatz netto, Bruttoumsatz, Nettoumsatz, Bruttobetrag, Nettobetrag, Betrag brutto, Betrag netto, Brutto, Netto",
      "Gesamt brutto, Gesamt netto, Positionsbetrag, Montant, Montant TTC, Montant HT, Total TTC, Total HT, Chiffre d'affaires, CA",
      "CA TTC, CA HT, Importe, Importe total, Importe neto, Importe bruto, Monto, Total neto, Total bruto, Venta, Ventas netas, Ventas brutas",
      "Importo, Importo totale, Totale, Totale lordo, Totale netto, Incasso, Ricavo, Lordo, Bedrag, Totaalbedrag, Totaal, Omzet",
      "Bedrag incl btw, Bedrag excl btw, Omzet incl btw, Omzet excl btw, Totaal incl btw, Totaal excl btw, Kwota, Kwota brutto, Kwota netto",
      "Wartość, Wartość brutto, Wartość netto, Suma, Sprzedaż brutto, Sprzedaż netto, Valor, Valor total, Valor líquido, Valor bruto",
      "Montante, Receita, Total líquido, Tutar, Toplam, Toplam tutar, Net tutar, Brüt tutar, Ciro, 金額, 合計, 合計金額, 売上, 売上金額",
      "売上高, 税込金額, 税抜金額, 小計",
      "Belopp, Totalbelopp, Nettobelopp, Bruttobelopp, Belopp inkl moms, Belopp exkl moms, Försäljning, Omsättning, Beløb, Beløb inkl moms",
      "Beløb ekskl moms, Beløp, Omsætning, Omsetning, Částka, Částka s DPH, Částka bez DPH, Celkem, Celková cena, Tržba, Yhteensä, Myynti",
    ],
  ],
  cashier: [
    [
      "cashier, Cashier name, Employee, Employee name, Staff, Staff name, Staff member, Server, Seller, Salesperson, Sales person, Clerk, Operator",
      "Kassierer, Kassiererin, Kassierer/in, Kassenkraft, Bediener, Bedienung, Kellner, Mitarbeiter, Mitarbeiterin, Mitarbeitername, Verkäufer, Verkäuferin",
      "Caissier, Caissière, Nom du caissier, Vendeur, Vendeuse, Employé, Serveur, Cajero, Cajera, Empleado, Vendedor, Cassiere, Cassiera",
      "Operatore, Commesso, Dipendente, Kassier, Kassière, Kassamedewerker, Medewerker, Verkoper, Kasjer, Kasjerka, Sprzedawca, Pracownik",
      "Caixa operador, Operador, Operador de caixa, Funcionário, Atendente, Kasiyer, Çalışan, 担当者, レジ担当, 担当者名, 従業員",
      "Kassör, Kassörska, Säljare, Expedit, Kasserer, Sælger, Selger, Medarbejder, Ekspedient, Pokladní, Prodavač, Obsluha, Kassanhoitaja, Myyjä",
    ],
    [
      "Kassiererinnen-ID, Kassierer-ID, Kassierernummer, Kassierer-Nr, Bedienernummer, Bediener-Nr, Mitarbeiternummer, Mitarbeiter-ID, Personalnummer",
      "Cashier ID, Cashier number, Employee ID, Employee number, Staff ID, Operator ID, Code vendeur, Código de empleado, 担当者コード",
    ],
  ],
  receipt: [
    [
      "receipt, Receipt number, Receipt no, Receipt nr, Receipt ID, Receipt #, Ticket, Ticket number, Ticket no, Ticket ID, Ticket #, Bill number, Bill no, Slip number",
      "Bon, Bonnummer, Bonnr, Bon-Nr, Bon-ID, Kassenbon, Kassenbonnummer, Kassenbon-Nr, Beleg, Belegnummer, Belegnr, Beleg-Nr, Beleg-ID, Quittung, Quittungsnummer",
      "Numéro de ticket, N° de ticket, N° ticket, Ticket de caisse, Número de ticket, N.º de ticket, Scontrino, Numero scontrino, N. scontrino",
      "Kassabon, Paragon, Numer paragonu, Nr paragonu, Recibo, Número do recibo, Talão, Número do talão, Fiş no, Fiş numarası, レシート番号, 伝票番号",
      "Kvitto, Kvittonummer, Kvittonr, Kvittering, Kvitteringsnummer, Účtenka, Číslo účtenky, Číslo dokladu, Kuitti, Kuittinumero",
    ],
    [
      "Transaction, Transaction ID, Transaction number, Transaction no, Trans ID, Trans no, Transaktion, Transaktionsnummer, Transaktions-ID, Vorgangsnummer",
      "Basket, Basket ID, Check, Check number, Check ID, Check #, 取引番号, 取引ID",
    ],
    [
      "Order ID, Order number, Order no, Order #, Invoice, Invoice ID, Invoice number, Invoice no, Rechnungsnummer, Rechnungsnr, Rechnungs-Nr, Rechnung Nr",
      "Bestellnummer, Auftragsnummer, Numéro de commande, Numéro de facture, Número de pedido, Número de factura, Numero fattura, Bestelnummer, Factuurnummer",
    ],
  ],
  quantity: [
    [
      "quantity, Qty, Quantity sold, Qty sold, Sold quantity, Units, Units sold, Unit sales, Item quantity, Item qty, Items sold",
      "Menge, Anzahl, Stück, Stückzahl, Verkaufsmenge, Verkaufte Menge, Absatz, Absatzmenge, Artikelmenge, Quantité, Quantité vendue, Qté",
      "Cantidad, Unidades, Cantidad vendida, Quantità, Qtà, Quantità venduta, Aantal, Hoeveelheid, Ilość, Quantidade, Qtd, Qtde, Miktar, Adet, 数量, 個数, 販売数",
      "Antal, Kvantitet, Antall, Mængde, Množství, Počet, Počet kusů, Määrä",
    ],
  ],
  category: [
    [
      "category, Category name, Product category, Item category, Article category, Sales category, Product group, Item group, Article group, Menu group, Merchandise group",
      "Warengruppe, Warengruppenname, Warengruppenbezeichnung, Artikelgruppe, Produktgruppe, Kategorie, Produktkategorie, Artikelkategorie, Hauptwarengruppe, WGR",
      "Catégorie, Catégorie de produit, Famille, Categoría, Familia, Categoria, Reparto, Categorie, Productgroep, Artikelgroep, Productcategorie, Kategoria, Grupa towarowa",
      "Kategori, Ürün grubu, カテゴリ, カテゴリー, 部門, 分類",
      "Varugrupp, Varegruppe, Skupina zboží, Tuoteryhmä",
    ],
    [
      "Department, Department name, Dept, Abteilung, Sparte, Rayon, Departamento, Sección, Afdeling, Dział, Seção, Departman",
    ],
    [
      "Category ID, Category number, Category code, Warengruppennummer, Warengruppen-Nr, Warengruppe Nr, Department ID, Department number",
    ],
  ],
};

/** Letters that Unicode does not decompose. */
const plainLetters: Record<string, string> = {
  ß: "ss",
  ł: "l",
  ø: "o",
  đ: "d",
  æ: "ae",
  œ: "oe",
  ı: "i",
  "#": "number",
};

/** What a known name stands for; of two, the one with the lower rank is preferred. */
export interface KnownName {
  column: ColumnName;
  rank: number;
}

const known = new Map<string, KnownName>(
  Object.entries(knownNames).flatMap(([column, ranks]) =>
    ranks.flatMap((lines, rank) =>
      lines
        .flatMap((line) => line.split(", "))
        .flatMap((name) => [name, name.replace(/[äöü]/gi, (umlaut) => `${foldName(umlaut)}e`)])
        .map((name): [string, KnownName] => [foldName(name), { column: column as ColumnName, rank }]),
    ),
  ),
);

/**
 * Folds a header name so that spellings of one name are equal: without regard to case, accents and their form, blanks,
 * hyphens and other signs, and characters that can't be seen. E.g. `Net-Sales` and `NET SALES` become `netsales`.
 */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[ßłøđæœı#]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** Finds what a header name stands for, also with a unit behind it such as `Umsatz (EUR)`. */
export function findKnownName(name: string): KnownName | undefined {
  const exact = known.get(foldName(name));
  if (exact !== undefined) return exact;
  const { bare, unit } = splitUnit(name);
  if (unit === "") return undefined;
  const found = known.get(foldName(bare));
  const isFitting = found?.column === "amount" ? isMoney(unit) : /^[dmyjthsa:./ -]+$/i.test(unit);
  return isFitting ? found : undefined;
}

/** Folds a name without the currency behind it; undefined where it has none. */
export function foldBareName(name: string): string | undefined {
  const { bare, unit } = splitUnit(name);
  return isMoney(unit) ? foldName(bare) : undefined;
}

const signs: Record<string, string> = {
  "€": "EUR",
  "£": "GBP",
  "₺": "TRY",
  "₹": "INR",
  zł: "PLN",
  euro: "EUR",
  euros: "EUR",
};
const currencies = new Set(Intl.supportedValuesOf("currency"));

/** Finds the currency that a header name of amounts has behind it; undefined for none, and for a sign that several share. */
export function findHeaderCurrency(name: string): string | undefined {
  const { unit } = splitUnit(name);
  const bare = unit.replace(scalePrefix, "");
  return signs[bare.toLowerCase()] ?? (currencies.has(bare.toUpperCase()) ? bare.toUpperCase() : undefined);
}

const currencyWord =
  /^(currency|currencies|currencycode|curr?|ccy|wae?hrung(scode)?|whg|wkz|devise|moneda|divisa|valuta|valutakod|waluta|moeda|doviz|mena|iso|isocode|通貨)$/;
const noCurrencyWord = /(rate|kurs|amount|betrag|value|country|land|taux|tasa|cambio|week)/;

/** Whether a column of this name has the currencies of rows, e.g. `Currency`, `Curr.` and `Währung (ISO)`. */
export function isCurrencyName(name: string): boolean {
  const words = [...name.split(/[^\p{L}\p{M}]+/u), name].map(foldName);
  return words.some((word) => currencyWord.test(word) || word === "parabirimi") && !noCurrencyWord.test(foldName(name));
}

function isMoney(unit: string): boolean {
  return (
    signs[unit.toLowerCase()] !== undefined ||
    currencies.has(unit.toUpperCase()) ||
    findScale(unit) !== undefined ||
    /^(\$|¥|￥|円|kr|dollars)$/i.test(unit)
  );
}

const money = "(?:€|£|\\$|eur|euros?|usd|gbp|chf|pln|sek|nok|dkk|czk|try|dollars?)";
const thousand =
  "(?:thousands?|tsd|tausend|milliers|miles|milhares|migliaia|duizend(?:en)?|tys|tisic|tusen|tusind|000s?)";
const million = "(?:millions?|mio|mln|millionen|millones|milhoes|milioni|miljoen|milionow|miljoner)";

/** Makes what finds a scale in a text, e.g. `in Tsd.`, `TEUR`, `€'000` and `thousands of euros`; a word alone may be anything. */
function findsScale(word: string, letters: string): RegExp {
  const forms = [
    `(?:in|en|em|w|v|i)\\s+${word}`,
    `${word}\\.?\\s*(?:of\\s+|d[e']\\s*)?${money}`,
    `${money}\\s?'?\\s?${word}`,
    `[${letters}]\\s?${money}`,
  ];
  return new RegExp(`(?<![\\p{L}\\d])(?:${forms.join("|")})(?![\\p{L}\\d]|[.,]\\d)`, "iu");
}

const scales = [
  { unit: 1000, regex: findsScale(thousand, "tk") },
  { unit: 1_000_000, regex: findsScale(million, "m") },
] as const;
const scalePrefix = new RegExp(`^(?:[tkm]|${thousand}\\.?|${million}\\.?)\\s*(?=${money}$)`, "iu");

/** Finds what 1 is worth by a header name or a line above the header, e.g. 1000 by `Umsatz (TEUR)`; undefined where it doesn't say. */
export function findScale(text: string): 1000 | 1_000_000 | undefined {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  return scales.find(({ regex }) => regex.test(plain))?.unit;
}

/** Splits e.g. `Umsatz (EUR)`, `Umsatz [€]`, `Umsatz in EUR` and `Umsatz EUR`. */
function splitUnit(name: string): { bare: string; unit: string } {
  const text = name.replace(/\p{Cf}/gu, "").trim();
  const [, bare = "", inBrackets, behind] =
    /^(.+?)\s*(?:[([]\s*([^)\]]+?)\s*[)\]]|(?:[\s_](?:in[\s_])?|\s*[/,]\s*)(\p{Sc}|[A-Za-z]{3}|[TKM](?:\p{Sc}|[A-Z]{3})|k\p{Sc}))$/su.exec(
      text,
    ) ?? [];
  return { bare, unit: inBrackets ?? behind ?? "" };
}

/** Whether a name of amounts says that they include tax: English "net sales" says it not, since it may mean less discounts. */
export function findAmountsKind(name: string): "net" | "gross" | undefined {
  const folded = foldName(name);
  if (/brutto|ttc$|lordo|inclbtw|inklmoms|sdph$|incl(usive)?(tax|vat|gst)|税込/.test(folded)) return "gross";
  return /netto|ht$|exclbtw|e(ks|x)klmoms|bezdph$|excl(usive)?(tax|vat|gst)|税抜/.test(folded) ? "net" : undefined;
}
