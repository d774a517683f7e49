import { isTarget, splitTarget, type Target } from '../chat/index.ts'
import { InvalidOptionsError } from '../errors/index.ts'
import { type Clock, systemClock, unlessAborted } from '../runtime/index.ts'
import type { ModelInfo, Provider } from './provider.ts'

export interface ProviderHealth {
  readonly provider: string
  /** It was reached, and takes the key. `undefined` where the provider has no way to ask without a call. */
  readonly ok: boolean | undefined
  readonly latencyMs: number
  readonly error?: unknown
}

/** The providers at hand, and which of them a model's name means. */
export class ProviderRegistry {
  readonly providers: readonly Provider[]
  readonly #byId: ReadonlyMap<string, Provider>
  /** Targets by model id. */
  readonly #targets = new Map<string, Target[]>()

  constructor(providers: readonly Provider[]) {
    const faults = providers.flatMap(({ id }, index) => {
      const path = `providers[${index}].id`
      if (!/^[^/\s]+$/.test(id)) return [{ path, message: `"${id}" must be a word without a slash` }]
      const earlier = providers.findIndex(provider => provider.id === id)
      return earlier < index
        ? [{ path, message: `"${id}" is taken by providers[${earlier}]: give one of them another` }]
        : []
    })
    if (faults.length > 0) throw new InvalidOptionsError('providers', faults)
    this.providers = providers
    this.#byId = new Map(providers.map(provider => [provider.id, provider]))
    for (const { id, models } of providers) {
      for (const model of models) {
        const targets = this.#targets.get(model.id) ?? []
        if (!this.#targets.has(model.id)) this.#targets.set(model.id, targets)
        targets.push(`${id}/${model.id}`)
      }
    }
  }

  get(id: string): Provider | undefined {
    return this.#byId.get(id)
  }

  /** Every target that is listed. */
  targets(): readonly Target[] {
    return [...this.#targets.values()].flat()
  }

  /**
   * The target that a name means: `provider/model`, or the one provider that lists a model of exactly this name; a model
   * that nobody lists is taken by its target. Nothing is guessed: several of them, or none, is an `InvalidOptionsError` that names the choices.
   */
  resolve(name: string): Target {
    const listed = this.#targets.get(name) ?? []
    const direct = isTarget(name) && this.#byId.has(splitTarget(name).provider) ? name : undefined
    const asTarget = direct !== undefined && (listed.length === 0 || this.modelOf(direct)) ? [direct] : []
    const choices = [...asTarget, ...listed]
    const [only, other] = choices
    if (only !== undefined && other === undefined) return only
    const problem =
      only === undefined
        ? `no provider lists a model of this name: write provider/model, with one of ${[...this.#byId.keys()].join(', ')}`
        : `several are meant by it: write one of ${choices.join(', ')}`
    throw new InvalidOptionsError('model', [{ path: name, message: problem }])
  }

  /** What is known of a target. */
  modelOf(target: Target): ModelInfo | undefined {
    const { provider, model } = splitTarget(target)
    return this.#byId.get(provider)?.models.find(info => info.id === model)
  }

  /**
   * Whether each provider is reached and takes its key. Asks all at once; costs no tokens. Who has not answered when the
   * signal aborts is not in health, its reason the error: give it one with a deadline.
   */
  health(options: { readonly signal: AbortSignal; readonly clock?: Clock }): Promise<readonly ProviderHealth[]> {
    const { signal, clock = systemClock } = options
    return Promise.all(
      this.providers.map(async (provider): Promise<ProviderHealth> => {
        const startMs = clock.mono()
        try {
          const reached = provider.check && (await unlessAborted(provider.check({ signal }), signal).then(() => true))
          return { provider: provider.id, ok: reached, latencyMs: clock.mono() - startMs }
        } catch (error) {
          return { provider: provider.id, ok: false, latencyMs: clock.mono() - startMs, error }
        }
      }),
    )
  }
}
