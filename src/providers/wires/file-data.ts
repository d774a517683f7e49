import type { FilePart, ImagePart } from '../../chat/index.ts'
import { InvalidRequestError } from '../../errors/index.ts'

export function base64(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  }
  return btoa(binary)
}

/** A picture or file as an address: its own, or one that holds the data. */
export function dataUrl(part: ImagePart | FilePart): string {
  if (part.data instanceof URL) return part.data.href
  if (part.data instanceof Uint8Array) return `data:${part.mediaType};base64,${base64(part.data)}`
  throw new InvalidRequestError([{ path: 'messages', message: 'a file held by one provider has no address' }])
}

/** The id of a file that this provider holds already. A file held by another is a fault of the request. */
export function heldFileId(part: FilePart, provider: string): string | undefined {
  if (part.data instanceof Uint8Array || part.data instanceof URL) return undefined
  if (part.data.provider === provider) return part.data.fileId
  throw new InvalidRequestError([
    {
      path: 'messages',
      message: `file "${part.data.fileId}" is held by "${part.data.provider}": upload it to "${provider}" as well`,
    },
  ])
}
