import type { Ask } from '../../http/wire.ts'

export interface GeminiDialect {
  readonly adapt?: (generationConfig: Record<string, unknown>, ask: Ask) => void
}
