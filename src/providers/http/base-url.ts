import { InvalidOptionsError } from '../../errors/index.ts'

/** This machine, or one of the same network: model servers there often have no certificate. */
const near =
  /^(127|10)(\.\d+){3}$|^(192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d+){2}$|^[\w-]+$|\.local(host)?$|^\[(::1\]|f[cde])/

/** The address without its last slashes. Throws `InvalidOptionsError` where a key would not be safe on it. */
export function checkedBaseUrl(id: string, baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && near.test(url.hostname))
  if (!safe || url.username || url.password) {
    const message = 'must be https:// (http:// only to this network) without a password'
    throw new InvalidOptionsError(`provider "${id}"`, [{ path: 'baseUrl', message }])
  }
  return baseUrl.replace(/\/+$/, '')
}
