/** Encodings of one byte a letter, the likelier ones first, with the languages that were written in them. */
export const singleByte: readonly (readonly [encoding: string, languages: readonly Language[]])[] = [
  ["windows-1252", ["western"]],
  ["windows-1250", ["polish", "czech", "hungarian", "croatian", "romanian"]],
  ["windows-1251", ["cyrillic"]],
  ["windows-1254", ["turkish"]],
  // Turkish could be read as Icelandic, with þ for ş; and names of goods from several countries are rarer.
  ["windows-1252", ["icelandic", "mixed"]],
  ["cp850", ["western"]],
  ["cp437", ["western"]],
  // Windows-1252 but for the euro sign and seven letters.
  ["iso-8859-15", ["western"]],
  // cp850 but for the euro sign.
  ["cp858", ["western"]],
  ["macroman", ["western"]],
  ["iso-8859-2", ["polish", "czech", "hungarian", "croatian", "romanian"]],
  ["cp852", ["polish", "czech", "hungarian", "croatian"]],
  ["cp866", ["cyrillic"]],
  ["koi8-r", ["cyrillic"]],
  ["windows-1253", ["greek"]],
  ["windows-1257", ["baltic"]],
  ["cp857", ["turkish"]],
  ["windows-1255", ["hebrew"]],
  ["windows-1256", ["arabic"]],
];

/** Encodings of two bytes a letter, with the first bytes of the letters that each standard lists as common. */
export const doubleByte: readonly (readonly [encoding: string, common: readonly [from: number, to: number][]])[] = [
  // JIS X 0208: kana, and the kanji of level 1.
  [
    "shift_jis",
    [
      [0x82, 0x83],
      [0x88, 0x97],
    ],
  ],
  // KS X 1001: syllables.
  ["euc-kr", [[0xb0, 0xc8]]],
  // GB 2312: level 1.
  ["gb18030", [[0xb0, 0xd7]]],
  // JIS X 0208: kana, and the kanji of level 1.
  [
    "euc-jp",
    [
      [0xa4, 0xa5],
      [0xb0, 0xcf],
    ],
  ],
  // Big5: level 1.
  ["big5", [[0xa4, 0xc6]]],
];

/** Small letters beyond ASCII; of western languages one by one, since a name from Spain has no ß. */
const alphabets = {
  western: ["äöüß", "àâçéèêëîïôœùûü", "áéíñóúüºª", "ãõáâàçéêíóôú", "àèéìíòóù", "åäöé", "æøåé"],
  mixed: ["äöüßàâçéèêëîïôœùûüáíñóúìòåæø"],
  icelandic: ["áðéíóúýþæö"],
  polish: ["ąćęłńóśźż"],
  czech: ["áčďéěíňóřšťúůýžľĺŕäô"],
  hungarian: ["áéíóöőúüű"],
  croatian: ["čćđšž"],
  romanian: ["ăâîşţ"],
  turkish: ["çğıöşüâîi"],
  baltic: ["ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"],
  cyrillic: ["абвгдежзийклмнопрстуфхцчшщъыьэюяёґєіїў", "абвгдежзијклљмнњопрстћуфхцчџшђ"],
  greek: ["αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ"],
  hebrew: ["אבגדהוזחטיכלמנסעפצקרשתךםןףץ"],
  arabic: ["ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأؤإئپچژگ"],
} as const;
export type Language = keyof typeof alphabets;

/** The letters of the languages, one set for each. */
export function listAlphabets(languages: readonly Language[]): Set<string>[] {
  return languages.flatMap((language) => alphabets[language].map((letters) => new Set(letters)));
}
