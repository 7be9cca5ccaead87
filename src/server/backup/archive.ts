import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { createGunzip, createGzip } from 'node:zlib'

// A plain `.tar.gz`, so that what is in a backup can be looked at, and got out, without us.
const BLOCK = 512

export type ArchiveWriter = {
  add(name: string, bytes: Uint8Array): Promise<void>
  addStream(name: string, size: number, chunks: AsyncIterable<Uint8Array>): Promise<void>
  /** Puts the archive in its place, on disk for good. Answers its size. */
  finish(): Promise<number>
  /** Leaves nothing behind. */
  abandon(): Promise<void>
}

/** Writes beside `path` and takes its place only when all is there: an older backup of that name is kept till then. */
export async function writeArchive(path: string): Promise<ArchiveWriter> {
  const draft = `${path}.${randomBytes(4).toString('hex')}.part`
  const file = await open(draft, 'wx', 0o600)
  const gzip = createGzip({ level: 3 })
  const written = drain(gzip, file)
  written.catch((error: Error) => gzip.destroy(error))

  return {
    add: (name, bytes) => addStream(name, bytes.byteLength, one(bytes)),
    addStream,
    async finish() {
      gzip.end(Buffer.alloc(2 * BLOCK))
      const size = await written
      await file.sync()
      await file.close()
      await rename(draft, path)
      return size
    },
    async abandon() {
      gzip.destroy()
      await written.catch(() => {})
      await file.close().catch(() => {})
      await rm(draft, { force: true })
    },
  }

  async function addStream(name: string, size: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    await put(header(name, size))
    let left = size
    for await (const chunk of chunks) {
      left -= chunk.byteLength
      await put(chunk)
    }
    if (left !== 0) throw new Error('A file was not as long as it said')
    await put(Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK))
  }

  async function put(bytes: Uint8Array): Promise<void> {
    if (!gzip.write(bytes)) await once(gzip, 'drain')
  }
}

/** A file of an archive. It is read in order: the next one comes when this one has been read or left. */
export type ArchiveEntry = { name: string; size: number; chunks(): AsyncGenerator<Buffer> }

/** Everything in an archive, from the first file on. Throws when it is none, or is broken off or damaged. */
export async function* readArchive(path: string): AsyncGenerator<ArchiveEntry> {
  const file = createReadStream(path)
  const gunzip = file.pipe(createGunzip())
  file.on('error', (error) => gunzip.destroy(error))
  const read = reader(gunzip)
  try {
    for (;;) {
      const head = await read.exactly(BLOCK)
      if (head.every((byte) => byte === 0)) break
      const { name, size } = readHeader(head)
      let left = size
      const chunks = async function* () {
        while (left > 0) {
          const chunk = await read.some(left)
          left -= chunk.byteLength
          yield chunk
        }
      }
      yield { name, size, chunks }
      for await (const _ of chunks());
      await read.exactly((BLOCK - (size % BLOCK)) % BLOCK)
    }
    // To the very end, where gzip's own checksum stands.
    await read.rest()
  } finally {
    file.destroy()
    gunzip.destroy()
  }
}

export async function bytesOf(entry: ArchiveEntry): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of entry.chunks()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function drain(gzip: AsyncIterable<Buffer>, file: FileHandle): Promise<number> {
  let size = 0
  for await (const chunk of gzip) {
    await file.writeFile(chunk)
    size += chunk.byteLength
  }
  return size
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** A header as POSIX wants it (ustar): a name longer than 100 bytes is cut at a slash. */
function header(name: string, size: number): Buffer {
  const head = Buffer.alloc(BLOCK)
  const cut = name.length > 100 ? name.lastIndexOf('/') : -1
  head.write(name.slice(cut + 1), 0, 100, 'latin1')
  head.write('0000600\0' + '0000000\0' + '0000000\0', 100, 'latin1')
  head.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  head.write(
    `${Math.floor(Date.now() / 1_000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
    'latin1',
  )
  head.write('0', 156, 'latin1')
  head.write('ustar\x0000', 257, 'latin1')
  head.write(cut < 0 ? '' : name.slice(0, cut), 345, 155, 'latin1')
  head.write(`${sumOf(head).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return head
}

// Of all bytes, with spaces where the sum itself stands.
function sumOf(head: Buffer): number {
  return head.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0)
}

function readHeader(head: Buffer): { name: string; size: number } {
  const text = (from: number, length: number) =>
    head.toString('latin1', from, from + length).split('\0')[0] ?? ''
  const prefix = text(345, 155)
  const size = Number.parseInt(text(124, 12), 8)
  const whole = text(257, 5) === 'ustar' && Number.parseInt(text(148, 8), 8) === sumOf(head)
  if (!whole) throw new Error('A file in it has lost its name')
  return { name: prefix ? `${prefix}/${text(0, 100)}` : text(0, 100), size }
}

function reader(stream: AsyncIterable<Buffer>) {
  const chunks = stream[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  return { some, exactly, rest }

  async function some(most: number): Promise<Buffer> {
    if (held.length === 0) {
      const { value, done } = await chunks.next()
      if (done) throw new Error('Broken off')
      held = value
    }
    const taken = held.subarray(0, most)
    held = held.subarray(taken.length)
    return taken
  }

  async function exactly(count: number): Promise<Buffer> {
    const taken: Buffer[] = []
    for (let left = count; left > 0; ) {
      const chunk = await some(left)
      taken.push(chunk)
      left -= chunk.length
    }
    return Buffer.concat(taken)
  }

  async function rest(): Promise<void> {
    while (!(await chunks.next()).done);
  }
}
