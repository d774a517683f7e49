import type { Usage } from '../chat/index.ts'

/** What several answers used together: unknown as soon as one is. */
export function totalUsage(usages: readonly Usage[]): Usage {
  const sum = (read: (usage: Usage) => number | undefined): number | undefined => {
    let total = 0
    for (const usage of usages) {
      const tokens = read(usage)
      if (tokens === undefined) return undefined
      total += tokens
    }
    return total
  }
  const optional = (key: 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens'): Partial<Usage> =>
    usages.some(usage => usage[key] !== undefined) ? { [key]: sum(usage => usage[key] ?? 0) } : {}
  return {
    inputTokens: sum(usage => usage.inputTokens),
    outputTokens: sum(usage => usage.outputTokens),
    ...optional('cacheReadTokens'),
    ...optional('cacheWriteTokens'),
    ...optional('reasoningTokens'),
  }
}
