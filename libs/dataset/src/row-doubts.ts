import { foldName } from "./header-names.js";

/** A column that is not read, but may say that a row is no sale, or a refund. Its place counts from 0. */
export interface RowDoubt {
  at: number;
  name: string;
  kind: DoubtKind;
  /** Whether no profile knows the file, so that its rows may also be totals or payments of the sales beside them. */
  isUnknown: boolean;
  /** Whether a first row says `Sale`, `Paid` or the like here, so that any other word may be no sale. */
  tellsSales?: boolean;
  /** The text of the first row, where all rows must have the same. */
  usual?: string;
  /** Name of the column of amounts, where there is one. */
  amount?: string;
  /** Values that `columns.json` leaves out, and those whose amounts it makes negative. */
  leftOut?: readonly string[];
  negated?: readonly string[];
}

/**
 * What a column asks: `flag` by its name alone, as `Void?` does, `refund` as `Returned` does, `need` where it says no, as `Paid?`
 * does, `sign` where it differs from row to row, as `Dr/Cr` does, `quantity` where it is negative, `article` where it is a discount,
 * as `10 % Rabatt` is, `note` where a remark begins with such a word, as `Void, wrong item` does, and `state` by its values, as
 * `Status` does.
 */
type DoubtKind = "flag" | "refund" | "need" | "sign" | "quantity" | "article" | "note" | "state";

const flagName =
  /^(is|was)?(void|cancel|storn|annul|anul|geannuleerd|iptal|deleted|geloscht|training|schulung|ubung|test(bon|beleg|mode|sale|transaction)?$)/;
const refundName =
  /^(is|was)?(refund(s|ed)?|return(s|ed)?|retoure?n?|ruckgabe|erstattet|erstattung|rembourse(ment)?|devolucion|reso|rimborso|retur|zwrot|iade|vratka|palautus|devolucao|reembolso|返品|返金)$/;
const needName =
  /^(is|was)?(valid|paid|completed?|closed|finali[sz]ed|posted|gultig|bezahlt|abgeschlossen|verbucht|payee?|validee?|pagad[oa]|pagat[oa]|betaald)$/;
const signName =
  /^(sh|sollhaben|habensoll|(sollhaben|sh|dc)(kz|kennzeichen|indicator|flag)|drcr|crdr|dc|cd|debitcredit|creditdebit|(debitcredit|creditdebit)(code|indicator|type)|vorzeichen|sign|signe|signo|segno|znak|teken|isaret)$/;
const noteName =
  /^(notes?|comments?|remarks?|bemerkung(en)?|kommentare?|hinweise?|anmerkung(en)?|notiz(en)?|memo|remarques?|commentaires?|notas?|observacion(es)?|comentarios?|osservazioni|opmerking(en)?|uwagi|poznamk[ay]|aciklama|備考|メモ)$/;
const stateName =
  /(status|state|statut|estado|stato|durum|durumu|zustand|situacao|stav|tila|result|modus|mode|type|typ|art|tipo|kind|event|vorgang|kennzeichen|flag|action|operation|rodzaj)$/;
/** Columns of a state that is not the row's: a price may be of the type `Sale`. */
const otherState = /(price|preis|customer|client|kunde|klant|product|produkt|store|shop|filial|tax|card|member)/;
const cancelled =
  /^(void|cancel|storn|annul|anul|geannuleerd|iptal|deleted|geloscht|training|abgebrochen|failed|declined|取消|キャンセル)/;
/** Sales that did not happen, or not yet. */
const unfinished =
  /^(.*(void|storno)$|zrus|makul|peru(u)?t|schulung|ubung|test|(un|on|in)(gultig|geldig|valid)|reject|refused|abgelehnt|parked|geparkt|pending|draft|entwurf|unpaid|unbezahlt|expired|error|quote|quotation|estimate|angebot|devis$|layby|layaway|hold$|onhold|open$|offen$|ouvert|abierto|aperto)/;
const refunded =
  /(refund(s|ed)?|return(s|ed)?|erstattung|erstattet|ruckgabe|retoure?|gutschrift|rembourse(ment)?|devolucion|devuelto|rimborso|retour|zwrot|reembolso|devolucao|iade|返品|返金)$/;
const creditNote =
  /^(credit(note|memo)?|avoir|note?ad?i?e?credito|abono|retur|vratka|dobropis|palautus|chargeback|revers(al|ed))$/;
const noSale =
  /^(payments?|tenders?|zahlung(en)?|bezahlung|paiements?|pagos?|pagament[io]|betaling(en)?|platnosc|pagamentos?|odeme|subtotal|total|summe|gesamt|zwischensumme|tip|trinkgeld|支払|合計)$/;
const cashMove =
  /^(nosale|(opening|closing)?(float|balance)|(cash|pay|paid)(in|out)|payout|cashdrop|transfer|waste|change|ruckgeld|wechselgeld|(bar|privat)?(einlage|entnahme)|geldtransit|anfangsbestand|kassenbestand|abschopfung)$/;
const no = /^(false|no|nein|n|non|nee|nie|nao|hayir|0+|none|null|f|na|notvoided|active|aktiv)?$/;
const plainNo = /^(false|no|nein|n|non|nee|nie|nao|hayir|0|f)$/i;
const sale = new RegExp(
  `^(${[
    "sales?|sold|item|line|product|article|artikel|position|invoice|receipt|order|charge|completed?|closed|paid|settled|captured",
    "finish(ed)?|finali[sz]ed|done|success(ful|fully)?|succeeded|approved|accepted|fulfilled|processed|posted|ok|valid",
    "verkauf|verkaufe|verkauft|umsatz|beleg|bon|rechnung|ware|bezahlt|abgeschlossen|erledigt|fertig|gebucht|verbucht|genehmigt",
    "erfolgreich|gultig|vente|facture|payee?|terminee?|validee?|cloturee?|reglee?|venta|factura|pagad[oa]|completad[oa]|cerrad[oa]",
    "finalizad[oa]|vendita|fattura|scontrino|pagat[oa]|completat[oa]|chius[oa]|verkoop|betaald|voltooid|afgerond|gesloten|sprzedaz",
    "paragon|oplacon[eay]|zakonczon[eay]|zrealizowan[eay]|venda|pag[oa]|concluid[oa]|satis|tamamlandi|odendi|prodej|uzavren[oay]",
    "zaplacen[oay]|salg|forsaljning|klar|betalt?|slutford|afsluttet|myynti|valmis|maksettu|販売|売上|完了",
  ].join("|")})$`,
);

const discount =
  /(discount|rabatt|nachlass|remise|ristourne|descuento|sconto|korting|rabat|sleva|desconto|indirim|alennus|値引き?|割引)$/;

/** A title is short; a line of text may say that refunds are included. */
const mostTitleWords = 4;

/** Finds the columns of a header that may say which rows are sales; `sample` are the first rows. */
export function findRowDoubts(
  names: readonly string[],
  isUnknown: boolean,
  sample: readonly (readonly string[])[] = [],
): RowDoubt[] {
  return names.flatMap((name, at) => {
    const kind = findKindOf(name, isUnknown);
    if (kind === undefined) return [];
    const texts = sample.map((row) => (row[at] ?? "").trim());
    const tellsSales =
      kind === "state" && !otherState.test(foldName(name)) && texts.some((text) => sale.test(foldName(text)));
    const usual = kind === "sign" ? texts[0] : undefined;
    return [{ at, name, kind, isUnknown, ...(tellsSales && { tellsSales }), ...(usual !== undefined && { usual }) }];
  });
}

function findKindOf(name: string, isUnknown: boolean): DoubtKind | undefined {
  const words = name.split(/[^\p{L}\p{M}]+/u).map(foldName);
  if (words.some((word) => flagName.test(word))) return "flag";
  if (isUnknown && words.some((word) => refundName.test(word))) return "refund";
  if (isUnknown && needName.test(foldName(name))) return "need";
  if (isUnknown && (signName.test(foldName(name)) || /^\+ ?\/ ?[-−]$/.test(name.trim()))) return "sign";
  if (isUnknown && noteName.test(foldName(name))) return "note";
  return words.some((word) => stateName.test(word)) ? "state" : undefined;
}

/** Describes why a row with a positive amount may be no sale, and what to write; undefined where nothing says so. */
export function describeRowDoubt(doubt: RowDoubt, text: string): string | undefined {
  const { name, kind } = doubt;
  const found = findAnswers(doubt, text);
  if (found.length === 0) return undefined;
  const asItIs = kind === "article" ? "article" : null;
  const answers = [...found, { settings: { columns: { [name]: asItIs } }, effect: "where they count as they are" }];
  const steps = answers.map(({ settings, effect }, i) => {
    const where = i === 0 ? " into a columns.json beside the file" : "";
    return `${JSON.stringify(settings)}${where} ${effect}`;
  });
  const must = {
    sign: "be the same in all rows",
    quantity: "have the sign of the amount",
    article: "be no discount, which takes from the sum",
  }[kind as string];
  return `${name} must ${must ?? "be that of a sale"}: write ${steps.join(", or ")}`;
}

/** Whether a title says that the rows below it are no sales, or refunds, e.g. `Refunds` or `Voided sales:`. */
export function isNoSalesTitle(text: string): boolean {
  const words = text.split(/[^\p{L}\p{M}]+/u).map(foldName);
  return (
    words.length <= mostTitleWords &&
    words.some((word) => cancelled.test(word) || refunded.test(word) || creditNote.test(word))
  );
}

/** A remark is a text of its own: only one that begins with the word is in doubt. */
function findNoteAnswers(doubt: RowDoubt, text: string): Answer[] {
  const [first = ""] = text.split(/[^\p{L}\p{M}]+/u).filter(Boolean);
  if (cancelled.test(foldName(first))) return [leaveOut(doubt, text)];
  return refunded.test(foldName(first)) ? [negate(doubt, text), leaveOut(doubt, text)] : [];
}

/** Whether an article is a discount, e.g. `Rabatt`, `10 % Rabatt` and `Staff discount 5%`, and not `Discount butter`. */
function isDiscount(text: string): boolean {
  const words = text.split(/[^\p{L}\p{M}]+/u).filter(Boolean);
  return words.length <= mostTitleWords && discount.test(foldName(words.at(-1) ?? ""));
}

/** What may be written, and what it does. */
interface Answer {
  settings: Readonly<Record<string, unknown>>;
  effect: string;
}

/** What may be written for a value; nothing where it raises no doubt. */
function findAnswers(doubt: RowDoubt, text: string): Answer[] {
  const { kind, isUnknown, tellsSales = false, usual } = doubt;
  const value = foldName(text);
  if (kind === "sign") return usual === undefined || text === usual ? [] : [negate(doubt, text), negate(doubt, usual)];
  if (kind === "quantity") return isNegative(text) ? [negate(doubt, negative)] : [];
  if (kind === "article") return isDiscount(text) ? [negate(doubt, text), leaveOut(doubt, text)] : [];
  if (kind === "note") return findNoteAnswers(doubt, text);
  if (kind === "need") return plainNo.test(text) ? [leaveOut(doubt, text)] : [];
  if (kind === "refund") return no.test(value) ? [] : [isMoney(text) ? subtract(doubt, text) : negate(doubt, text)];
  if (cancelled.test(value) || (kind === "flag" && !no.test(value))) return [leaveOut(doubt, text)];
  if (refunded.test(value) || (isUnknown && creditNote.test(value))) return [negate(doubt, text)];
  if (!isUnknown) return [];
  if (noSale.test(value) || cashMove.test(value) || unfinished.test(value)) return [leaveOut(doubt, text)];
  return tellsSales && value !== "" && !sale.test(value) ? [leaveOut(doubt, text), negate(doubt, text)] : [];
}

function leaveOut({ name, leftOut }: RowDoubt, text: string): Answer {
  return { settings: { rows: { [name]: { not: addTo(leftOut, text) } } }, effect: "to leave such rows out" };
}

function negate({ name, negated }: RowDoubt, text: string): Answer {
  return { settings: { refunds: { [name]: addTo(negated, text) } }, effect: "where such amounts are to be negative" };
}

/** A part of the amount that was given back. */
function subtract({ name, amount = "NAME" }: RowDoubt, text: string): Answer {
  const settings = { amount: isNegative(text) ? { sum: [amount, name] } : { sum: amount, discount: name } };
  return { settings, effect: "where it is to be subtracted" };
}

/** The value of a rule that holds for all negative numbers. */
export const negative = "<0";

/** Whether a number is negative, in any of the ways that tills write it. */
export function isNegative(text: string): boolean {
  return /^\P{Nd}*[-−–(]\P{Nd}*\p{Nd}|\p{Nd} ?[-−–]$/u.test(text);
}

function isMoney(text: string): boolean {
  return /\d[.,]\d\d?\P{Nd}*$/u.test(text);
}

/** Keeps what `columns.json` says already. */
function addTo(values: readonly string[] = [], text: string): string | string[] {
  return values.length === 0 ? text : [...values, text];
}
