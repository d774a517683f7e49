const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration as providers write it (`4ms`, `48s`, `6m0s`, `2m59.56s`, `1h30m`), ms. */
export function durationMs(source: string): number | undefined {
  let totalMs = 0
  const rest = source.replaceAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g, (_, amount: string, unit: string) => {
    totalMs += Number(amount) * (unitMs[unit] ?? 0)
    return ''
  })
  return rest === '' && source !== '' ? Math.round(totalMs) : undefined
}

/** When a limit resets: a duration, a date, seconds from now, or seconds or ms since the epoch. Answer: ms from `nowMs`. */
export function resetMs(source: string, nowMs: number): number | undefined {
  const duration = durationMs(source)
  if (duration !== undefined) return duration
  const amount = source.trim() === '' ? NaN : Number(source)
  const atMs = Number.isNaN(amount) ? Date.parse(source) : amount > 1e11 ? amount : amount > 1e9 ? amount * 1000 : NaN
  if (!Number.isNaN(atMs)) return Math.max(0, Math.round(atMs - nowMs))
  return amount >= 0 ? Math.round(amount * 1000) : undefined
}
