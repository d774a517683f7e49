/** A number with its unit, as text had it. */
export interface Quantity {
  readonly value: number
  /** Lower case, `$` and the like as their ISO code; empty where there is none. */
  readonly unit: string
}

const currencies: Readonly<Record<string, string>> = { $: 'usd', '€': 'eur', '£': 'gbp', '¥': 'jpy', '₹': 'inr' }
const scales: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mn: 1e6,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
}
const shape =
  /^(?<sign>[-+−]?)\s*(?<currency>[$€£¥₹]?)\s*(?<inner>[-+−]?)(?<digits>\d[\d,_' ]*(?:\.\d+)?|\.\d+)(?<exponent>e[-+]?\d{1,3})?\s*(?<rest>[^\d]*)$/iu
const grouped = /^\d{1,3}(?:[,_' ]\d{3})+(?:\.\d+)?$/u

/**
 * Reads a text that is one number, with or without currency, thousands separators, scale word and unit:
 * `$1,234.50`, `-3.2e3 ms`, `2.5 million USD`, `$2.49/hour`, `12 %`. `undefined` for everything else, prose included: what cannot be
 * read for certain is not guessed. A single letter `m` is a unit (metre, minute) unless a currency stands before it.
 */
export function parseQuantity(text: string): Quantity | undefined {
  const found = shape.exec(text.trim().slice(0, 100))?.groups
  if (!found || (found['sign'] && found['inner'])) return undefined
  const digits = (found['digits'] ?? '').trim()
  const plain = /^(?:\d+(?:\.\d+)?|\.\d+)$/u.test(digits)
  if (!plain && !grouped.test(digits)) return undefined
  const rest = (found['rest'] ?? '').trim().toLowerCase()
  if (rest.length > 24 || /[.!?;:]\s|\s\S+\s\S+\s/u.test(rest)) return undefined
  const { scale, unit } = unitOf(rest, currencies[found['currency'] ?? ''])
  const negative = /[-−]/u.test((found['sign'] ?? '') + (found['inner'] ?? ''))
  const value = Number(digits.replaceAll(/[,_' ]/gu, '') + (found['exponent'] ?? '')) * scale * (negative ? -1 : 1)
  return Number.isFinite(value) ? { value: value === 0 ? 0 : value, unit } : undefined
}

function unitOf(rest: string, currency: string | undefined): { scale: number; unit: string } {
  const [, word = '', after = ''] = /^([a-z]*)\s*(.*)$/su.exec(rest) ?? []
  const isScale = word.length > 1 || currency !== undefined
  const scale = isScale ? scales[word] : undefined
  const own = (scale === undefined ? rest : after).replaceAll(/\s+/gu, '').replace(/[.,;]$/u, '')
  const spelled = own.replace(/^[$€£¥₹]/u, sign => currencies[sign] ?? sign)
  if (currency === undefined || spelled.startsWith(currency)) return { scale: scale ?? 1, unit: spelled }
  return { scale: scale ?? 1, unit: currency + spelled }
}
