import { type RateLimit, splitTarget } from '../chat/index.ts'
import { ProviderError, toProviderError } from '../errors/index.ts'
import { type Attempt, type Handler, openReply, replyOf, type Reply } from '../handler/index.ts'
import { unlessAborted } from '../runtime/index.ts'
import type { Provider } from './provider.ts'

/**
 * The innermost handler: asks the provider of the attempt's target. Whatever a provider throws arrives as a
 * `ProviderError`, and one that ignores its signal holds nobody up.
 */
export function invoke(providers: readonly Provider[]): Handler<Attempt> {
  const byId = new Map(providers.map(provider => [provider.id, provider]))
  return async attempt => {
    const { target, signal } = attempt
    const { provider: id, model } = splitTarget(target)
    const provider = byId.get(id)
    if (!provider) {
      throw new ProviderError({ target, kind: 'invalid-request', message: 'no such provider was given', movable: true })
    }
    try {
      return await ask(provider, attempt, model)
    } catch (error) {
      throw signal.aborted ? signal.reason : toProviderError(error, target)
    }
  }
}

async function ask(provider: Provider, { request, mode, target, signal }: Attempt, model: string): Promise<Reply> {
  let rateLimits: readonly RateLimit[] | undefined
  const options = {
    model,
    signal,
    onRateLimits: (limits: readonly RateLimit[]) => {
      rateLimits = limits
    },
  }
  // To an answer that was begun already there may be nothing to add.
  const mayBeEmpty = request.messages.at(-1)?.role === 'assistant'
  if (mode === 'stream' && provider.stream) {
    const reply = await openReply(provider.stream(request, options), target, signal, mayBeEmpty)
    return rateLimits ? Object.assign(reply, { rateLimits }) : reply
  }
  const response = await unlessAborted(provider.chat(request, options), signal)
  if (typeof response?.text !== 'string' || !Array.isArray(response.toolCalls)) {
    throw new ProviderError({ target, kind: 'malformed-response', message: 'chat() gave no response' })
  }
  const reply = replyOf(response, target, mayBeEmpty)
  return rateLimits ? Object.assign(reply, { rateLimits }) : reply
}
