/** The newest numbers of many series, in memory: what `plausible` compares with. */
export class ValueHistory {
  readonly #values = new Map<string, number[]>()
  readonly #perSeries: number
  readonly #series: number

  /** Keeps up to `perSeries` values (default 50) of up to `series` series (default 10 000), the least recently added to first to go. */
  constructor(options: { readonly perSeries?: number; readonly series?: number } = {}) {
    this.#perSeries = options.perSeries ?? 50
    this.#series = options.series ?? 10_000
  }

  /** Numbers that are not finite are not kept. */
  add(series: string, value: number): void {
    if (!Number.isFinite(value)) return
    const values = [...(this.#values.get(series) ?? []), value].slice(-this.#perSeries)
    this.#values.delete(series)
    this.#values.set(series, values)
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#series) break
      this.#values.delete(oldest)
    }
  }

  /** Oldest first; the function that a `RuleContext` wants. */
  readonly of = (series: string): readonly number[] => this.#values.get(series) ?? []
}
