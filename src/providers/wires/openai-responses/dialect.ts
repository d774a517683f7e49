import type { Ask } from '../../http/wire.ts'

export interface ResponsesDialect {
  readonly adapt?: (body: Record<string, unknown>, ask: Ask) => void
}
