import type { FilePart, ImagePart } from '../../chat/index.ts'
import { InvalidRequestError } from '../../errors/index.ts'

export function base64(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  }
  return btoa(binary)
}

/** Content as an address: its own, or one that holds the data. */
export const dataUrl = (data: Uint8Array | URL, mediaType: string): string =>
  data instanceof URL ? data.href : `data:${mediaType};base64,${base64(data)}`

/** What stands for a picture or file: the id under which this provider holds it, its address, or its bytes. A file held by another provider is a fault of the request. */
export function contentOf({ data }: FilePart | ImagePart, provider: string): string | URL | Uint8Array {
  if (data instanceof Uint8Array || data instanceof URL) return data
  if (data.provider === provider) return data.fileId
  const message = `file "${data.fileId}" is held by "${data.provider}": upload it to "${provider}" as well`
  throw new InvalidRequestError([{ path: 'messages', message }])
}
