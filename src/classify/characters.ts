const OTHER = 0
export const LETTER = 1
export const DIGIT = 2
export const SPACE = 3
export const IDEOGRAPH = 4

const asciiKind = new Uint8Array(128)
for (let c = 0; c < 128; c++) {
  const letter = (c >= 97 && c <= 122) || (c >= 65 && c <= 90)
  asciiKind[c] = letter ? LETTER : c >= 48 && c <= 57 ? DIGIT : c === 32 || (c >= 9 && c <= 13) ? SPACE : OTHER
}

/** What kind of character a UTF-16 unit is. */
export function kindOf(c: number): number {
  if (c < 128) return asciiKind[c] ?? OTHER
  if (c < 0xc0) return c === 0xa0 ? SPACE : OTHER
  if (c < 0x2000) return LETTER
  if (c < 0x3040) return OTHER
  if (c < 0xa000) return IDEOGRAPH
  if (c < 0xd800) return LETTER
  return c >= 0xf900 && c < 0xfb00 ? IDEOGRAPH : c >= 0xfb00 && c < 0xff00 ? LETTER : OTHER
}
