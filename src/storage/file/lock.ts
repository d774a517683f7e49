import { readFile, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { StorageLockedError } from './errors.ts'

/** Lock files of this process. A file that names this process but is not among them was left by an earlier one of the same number. */
const held = new Set<string>()

/** Takes a lock file; resolves to what gives it back. One left by a process of this host that has ended is taken over. */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  if (held.has(path)) throw new StorageLockedError(path, 'this process')
  held.add(path)
  try {
    await create(path)
  } catch (error) {
    held.delete(path)
    throw error
  }
  return async () => {
    held.delete(path)
    await unlink(path).catch(() => {})
  }
}

async function create(path: string): Promise<void> {
  const content = `${process.pid} ${hostname()}\n`
  try {
    await writeFile(path, content, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const [pid = '', host = ''] = (await readFile(path, 'utf8')).trim().split(' ')
    if (host !== hostname() || isAlive(Number(pid))) throw new StorageLockedError(path, `process ${pid} on ${host}`)
    await writeFile(path, content)
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
