/** Hand-made SVG plots: a few shapes, colours from CSS variables, a title and a description in each. */

export interface Point {
  readonly x: number
  readonly y: number
}
export interface Series {
  readonly label: string
  readonly colour: string
  readonly points: readonly Point[]
}
interface Axis {
  readonly label: string
  readonly ticks: readonly number[]
  readonly format: (value: number) => string
  /** Default linear. */
  readonly log?: boolean
}

const width = 720
const height = 320
const left = 64
const right = 16
const top = 16
const bottom = 48

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** From a value to a place between two pixels. */
function scale({ ticks, log }: Axis, from: number, to: number): (value: number) => number {
  const place = (value: number): number => (log ? Math.log(value) : value)
  const [first = 0, last = 1] = [ticks[0], ticks.at(-1)]
  return value => from + ((place(value) - place(first)) / (place(last) - place(first))) * (to - from)
}

function frame(title: string, description: string, x: Axis, y: Axis, inside: string): string {
  const sx = scale(x, left, width - right)
  const sy = scale(y, height - bottom, top)
  const vertical = y.ticks.map(
    tick =>
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${sy(tick)}" y2="${sy(tick)}"/>` +
      `<text x="${left - 8}" y="${sy(tick) + 4}" text-anchor="end">${y.format(tick)}</text>`,
  )
  const horizontal = x.ticks.map(
    tick => `<text x="${sx(tick)}" y="${height - bottom + 18}" text-anchor="middle">${x.format(tick)}</text>`,
  )
  return (
    `<svg viewBox="0 0 ${width} ${height}" role="img"><title>${escapeHtml(title)}</title><desc>${escapeHtml(description)}</desc>` +
    `${vertical.join('')}${horizontal.join('')}` +
    `<text class="axis" x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">${escapeHtml(x.label)}</text>` +
    `<text class="axis" transform="translate(14 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(y.label)}</text>` +
    `${inside}</svg>`
  )
}

/** A vertical band, for a stretch of time in which something held. */
function band(from: number, until: number, sx: (value: number) => number, label: string): string {
  return (
    `<rect class="band" x="${sx(from)}" y="${top}" width="${sx(until) - sx(from)}" height="${height - top - bottom}"/>` +
    `<text class="band-label" x="${(sx(from) + sx(until)) / 2}" y="${top + 14}" text-anchor="middle">${escapeHtml(label)}</text>`
  )
}

export interface Labelled extends Point {
  readonly label: string
  readonly colour: string
  readonly strong?: boolean
}

/** Points with names; `hull` is drawn as a line. */
export function scatter(
  title: string,
  description: string,
  x: Axis,
  y: Axis,
  points: readonly Labelled[],
  hull: readonly Point[],
): string {
  const sx = scale(x, left, width - right)
  const sy = scale(y, height - bottom, top)
  const line = hull.map(point => `${sx(point.x)},${sy(point.y)}`).join(' ')
  const dots = points.map(({ x: px, y: py, label, colour, strong }, index) => {
    const end = sx(px) > width - 160
    const below = index % 2 === 0
    return (
      `<circle cx="${sx(px)}" cy="${sy(py)}" r="${strong ? 8 : 5}" fill="${colour}"/>` +
      `<text x="${sx(px) + (end ? -12 : 12)}" y="${sy(py) + (strong ? -24 : below ? 16 : 34)}"${end ? ' text-anchor="end"' : ''}${strong ? ' class="strong"' : ''}>${escapeHtml(label)}</text>`
    )
  })
  return frame(title, description, x, y, `<polyline class="hull" points="${line}"/>${dots.join('')}`)
}

export interface Band {
  readonly from: number
  readonly until: number
  readonly label: string
}

export function lines(
  title: string,
  description: string,
  x: Axis,
  y: Axis,
  series: readonly Series[],
  over: Band,
): string {
  const sx = scale(x, left, width - right)
  const sy = scale(y, height - bottom, top)
  const drawn = series.map(
    ({ points, colour }) =>
      `<polyline class="line" stroke="${colour}" points="${points.map(p => `${sx(p.x)},${sy(p.y)}`).join(' ')}"/>`,
  )
  return frame(title, description, x, y, band(over.from, over.until, sx, over.label) + drawn.join('')) + legend(series)
}

/** Shares that add up to 1 at each x, stacked. */
export function stacked(title: string, description: string, x: Axis, series: readonly Series[], over: Band): string {
  const y: Axis = { label: 'share of answers', ticks: [0, 0.25, 0.5, 0.75, 1], format: value => `${100 * value} %` }
  const sx = scale(x, left, width - right)
  const sy = scale(y, height - bottom, top)
  const base = new Map<number, number>()
  const areas = series.map(({ points, colour }) => {
    const lower = points.map(({ x: px }) => ({ x: px, y: base.get(px) ?? 0 }))
    const upper = points.map(({ x: px, y: py }) => ({ x: px, y: (base.get(px) ?? 0) + py }))
    for (const point of upper) base.set(point.x, point.y)
    const outline = [...upper, ...lower.toReversed()].map(p => `${sx(p.x)},${sy(p.y)}`).join(' ')
    return `<polygon fill="${colour}" points="${outline}"/>`
  })
  return frame(title, description, x, y, areas.join('') + band(over.from, over.until, sx, over.label)) + legend(series)
}

export interface Lane {
  readonly label: string
  readonly spans: readonly {
    readonly from: number
    readonly until: number
    readonly colour: string
    readonly state: string
  }[]
}

/** What state each of several things was in, over time. */
export function timeline(title: string, description: string, x: Axis, lanes: readonly Lane[], over: Band): string {
  const laneHeight = (height - top - bottom) / lanes.length
  const sx = scale(x, left + 90, width - right)
  const rows = lanes.map(({ label, spans }, i) => {
    const y = top + i * laneHeight + laneHeight / 2
    const bars = spans.map(
      ({ from, until, colour, state }) =>
        `<rect x="${sx(from)}" y="${y - 9}" width="${Math.max(1.5, sx(until) - sx(from))}" height="18" fill="${colour}"><title>${escapeHtml(state)}</title></rect>`,
    )
    return `<text x="${left + 80}" y="${y + 4}" text-anchor="end">${escapeHtml(label)}</text>${bars.join('')}`
  })
  const ticks = x.ticks.map(
    tick => `<text x="${sx(tick)}" y="${height - bottom + 18}" text-anchor="middle">${x.format(tick)}</text>`,
  )
  return (
    `<svg viewBox="0 0 ${width} ${height}" role="img"><title>${escapeHtml(title)}</title><desc>${escapeHtml(description)}</desc>` +
    `${band(over.from, over.until, sx, over.label)}${rows.join('')}${ticks.join('')}` +
    `<text class="axis" x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">${escapeHtml(x.label)}</text></svg>`
  )
}

function legend(series: readonly Pick<Series, 'label' | 'colour'>[]): string {
  const items = series.map(
    ({ label, colour }) => `<span><i style="background:${colour}"></i>${escapeHtml(label)}</span>`,
  )
  return `<p class="legend">${items.join('')}</p>`
}

/** The numbers behind a plot. */
export function dataTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = (list: readonly (string | number)[], tag: string): string =>
    `<tr>${list.map(cell => `<${tag}>${escapeHtml(String(cell))}</${tag}>`).join('')}</tr>`
  return (
    `<details><summary>The numbers</summary><div class="scroll"><table><thead>${cells(head, 'th')}</thead>` +
    `<tbody>${rows.map(row => cells(row, 'td')).join('')}</tbody></table></div></details>`
  )
}
