import type { HttpProviderOptions } from '../http/options.ts'

/** Some have one address abroad and one in China. Keys, models and bills of the two are separate. */
export interface RegionalOptions extends HttpProviderOptions {
  /** Default `international`. */
  readonly region?: 'international' | 'china'
}
