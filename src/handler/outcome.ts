import type { ChatResponse } from '../chat/index.ts'

/** How a reply ended. */
export type Outcome =
  | { readonly status: 'ok'; readonly response: ChatResponse }
  | { readonly status: 'failed'; readonly error: unknown; readonly partial?: ChatResponse }
  | { readonly status: 'cancelled'; readonly partial?: ChatResponse }
