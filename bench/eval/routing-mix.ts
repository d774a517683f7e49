import type { RecordedRow } from './routing-rows.ts'

/** Mean score and mean cost of a way to choose. */
export interface Point {
  readonly quality: number
  readonly costUsd: number
}

/** Each model of the pool, asked every time. */
export function pointsOf(rows: readonly RecordedRow[], pool: readonly string[]): readonly Point[] {
  return pool.map(model => {
    let quality = 0
    let costUsd = 0
    for (const { outcomes } of rows) {
      quality += (outcomes[model]?.score ?? 0) / rows.length
      costUsd += (outcomes[model]?.costUsd ?? 0) / rows.length
    }
    return { quality, costUsd }
  })
}

/** The corners of what random choice between two of them can reach, cheapest first: the upper convex hull. */
export function mixOf(points: readonly Point[]): readonly Point[] {
  const corners: Point[] = []
  for (const point of points.toSorted((a, b) => a.costUsd - b.costUsd || b.quality - a.quality)) {
    if (point.quality <= (corners.at(-1)?.quality ?? -Infinity)) continue
    while (corners.length >= 2) {
      const [a, b] = corners.slice(-2)
      if (!a || !b || slope(a, b) > slope(a, point)) break
      corners.pop()
    }
    corners.push(point)
  }
  return corners
}

/** Quality of the best random mix that costs so much on average. */
export function mixAt(corners: readonly Point[], costUsd: number): number {
  let before: Point | undefined
  for (const corner of corners) {
    if (corner.costUsd >= costUsd) {
      return before ? before.quality + slope(before, corner) * (costUsd - before.costUsd) : corner.quality
    }
    before = corner
  }
  return before?.quality ?? Number.NaN
}

const slope = (a: Point, b: Point): number => (b.quality - a.quality) / (b.costUsd - a.costUsd)
