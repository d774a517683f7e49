import type { HttpProviderOptions } from '../http/http-provider.ts'

/** Some have one address abroad and one in China. Keys, models and bills of the two are separate. */
export interface RegionalOptions extends HttpProviderOptions {
  /** Default `international`. */
  readonly region?: 'international' | 'china'
}
