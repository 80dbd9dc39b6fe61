import { foldName } from "./header-names.js";

/** A column that is not read, but may say that a row is no sale, or a refund. Its place counts from 0. */
export interface RowDoubt {
  at: number;
  name: string;
  /** Whether its name alone asks the question, as `Void?` does; otherwise its values do, as those of `Status`. */
  isFlag: boolean;
  /** Whether no profile knows the file, so that its rows may also be totals or payments of the sales beside them. */
  isUnknown: boolean;
}

const flagName = /^(is|was)?(void|cancel|storn|annul|anul|geannuleerd|iptal|deleted|geloscht|training)/;
const stateName =
  /(status|state|statut|estado|stato|durum|zustand|situacao|type|typ|art|tipo|kind|event|vorgang|kennzeichen|flag|action|operation)$/;
const cancelled =
  /^(void|cancel|storn|annul|anul|geannuleerd|iptal|deleted|geloscht|training|abgebrochen|failed|declined|取消|キャンセル)/;
const refunded =
  /(refund(s|ed)?|return(s|ed)?|erstattung|erstattet|ruckgabe|retoure?|gutschrift|rembourse(ment)?|devolucion|devuelto|rimborso|retour|zwrot|reembolso|devolucao|iade|返品|返金)$/;
const noSale =
  /^(payments?|tenders?|zahlung(en)?|bezahlung|paiements?|pagos?|pagament[io]|betaling(en)?|platnosc|pagamentos?|odeme|subtotal|total|summe|gesamt|zwischensumme|tip|trinkgeld|支払|合計)$/;
const no = /^(false|no|nein|n|non|nee|nie|nao|hayir|0+|none|null|f|na|notvoided|active|aktiv)?$/;

/** Finds the columns of a header that may say which rows are sales. */
export function findRowDoubts(names: readonly string[], isUnknown: boolean): RowDoubt[] {
  return names.flatMap((name, at) => {
    const words = name.split(/[^\p{L}\p{M}]+/u).map(foldName);
    const isFlag = words.some((word) => flagName.test(word));
    return isFlag || words.some((word) => stateName.test(word)) ? [{ at, name, isFlag, isUnknown }] : [];
  });
}

/** Describes why a row with a positive amount may be no sale, and what to write; undefined where nothing says so. */
export function describeRowDoubt({ name, isFlag, isUnknown }: RowDoubt, text: string): string | undefined {
  const value = foldName(text);
  const isCancelled = cancelled.test(value) || (isFlag && !no.test(value)) || (isUnknown && noSale.test(value));
  if (!isCancelled && !refunded.test(value)) return undefined;
  const answer = isCancelled ? { rows: { [name]: { not: text } } } : { refunds: { [name]: text } };
  const effect = isCancelled ? "to leave such rows out" : "where such amounts are to be negative";
  return `${name} must be that of a sale: write ${JSON.stringify(answer)} into a columns.json beside the file ${effect}, or ${JSON.stringify({ columns: { [name]: null } })} where they count as they are`;
}
