import { isNonEmpty, type NonEmpty } from '../chat/index.ts'
import { canonicalText } from './canonical.ts'
import type { Ballot } from './election.ts'
import { similarity, textFeatures } from './similarity.ts'
import { logOdds } from './vote.ts'

/** Texts that say the same, and the one that speaks for them: the most like the others, by their weight. */
export interface TextCluster {
  readonly speaker: Ballot<string>
  readonly members: NonEmpty<Ballot<string>>
}

/**
 * Groups texts that say the same: alike by `sameText`, directly or through others. The order of the texts changes nothing.
 * Cost: quadratic in the number of texts, linear in their words.
 */
export function clusterTexts(texts: readonly Ballot<string>[], sameText: number): readonly TextCluster[] {
  const features = texts.map(({ value }) => textFeatures(value))
  const canonical = texts.map(({ value }) => canonicalText(value))
  const alike = features.map((a, i) => features.map((b, j) => (canonical[i] === canonical[j] ? 1 : similarity(a, b))))
  const groups: number[][] = []
  const placed = new Set<number>()
  for (let first = 0; first < texts.length; first++) {
    if (placed.has(first)) continue
    const group = [first]
    placed.add(first)
    for (const member of group) {
      alike[member]?.forEach((share, other) => {
        if (share < sameText || placed.has(other)) return
        placed.add(other)
        group.push(other)
      })
    }
    groups.push(group)
  }
  return groups.flatMap(group => {
    const members = group.flatMap(i => texts[i] ?? [])
    const support = (i: number): number =>
      group.reduce((sum, j) => sum + logOdds(texts[j]?.voter.skill ?? 0, 10) * (alike[i]?.[j] ?? 0), 0)
    const ranked = group
      .flatMap(i => (texts[i] ? [{ ballot: texts[i], support: support(i) }] : []))
      .sort((a, b) => (Math.abs(a.support - b.support) > 1e-9 ? b.support - a.support : compare(a.ballot, b.ballot)))
    const speaker = ranked[0]?.ballot
    return speaker && isNonEmpty(members) ? [{ speaker, members }] : []
  })
}

function compare(a: Ballot<string>, b: Ballot<string>): number {
  if (a.voter.skill !== b.voter.skill) return b.voter.skill - a.voter.skill
  return a.voter.target < b.voter.target ? -1 : 1
}
