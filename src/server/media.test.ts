import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { blobPath } from '#features/message/blob-url.server.ts'
import { createInbound } from '#features/message/inbound.server.ts'
import type { Media } from '#features/message/message.ts'
import { uuidv7 } from '#kit/id.ts'
import { startTestApp, type TestApp } from '#test/app.ts'
import { DORA } from '#test/world.ts'

const SECRET = 'a secret for tests that nobody guesses'
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const PDF = Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n')

let app: TestApp
let messageId: string
let files: Media[]
let ben: string
let cleo: string

/** Dora has sent Support a picture and a document, and both have been fetched. */
beforeAll(async () => {
  app = await startTestApp()
  const { world } = app
  const media = [
    { url: `data:image/png;base64,${PIXEL.toString('base64')}`, type: 'image/png' },
    { url: `data:application/pdf;base64,${PDF.toString('base64')}`, type: 'application/pdf' },
  ]
  const text = { providerMessageId: uuidv7(), to: '+14155550101', from: DORA, text: 'See?', media, at: null }
  await createInbound(world.core).accept({
    line: world.support.line,
    event: { type: 'message-received', ...text },
  })
  await vi.waitFor(
    async () => {
      const [row] = await inWorkspace(world.core.db, world.workspaceId, (tx) =>
        tx.rows(sql<{ id: string; media: Media[] }>`select id, media from message`),
      )
      expect(row?.media.map(({ state }) => state)).toEqual(['stored', 'stored'])
      messageId = row?.id ?? ''
      files = row?.media ?? []
    },
    { timeout: 10_000 },
  )
  ;[ben, cleo] = await Promise.all([app.cookieOf(world.ben), app.cookieOf(world.cleo)])
})
afterAll(() => app.close())

function get(path: string, headers: Record<string, string> = {}) {
  return fetch(app.url + path, { headers, redirect: 'manual' })
}

async function locationOf(position: number): Promise<string> {
  return (await get(`/media/${messageId}/${position}`, { cookie: ben })).headers.get('location') ?? ''
}

test('who shares the inbox sees the picture', async () => {
  const asked = await get(`/media/${messageId}/0`, { cookie: ben })
  expect(asked.status).toBe(302)
  const picture = await get(await locationOf(0))
  expect(Buffer.from(await picture.arrayBuffer())).toEqual(PIXEL)
  expect(Object.fromEntries(picture.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(PIXEL.length),
    'content-disposition': 'inline',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=86400, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
  })
})

test('nobody else does, nor learns that it is there', async () => {
  expect((await get(`/media/${messageId}/0`)).status).toBe(401)
  const missing = [`/media/${messageId}/2`, `/media/${messageId}/x`, `/media/${uuidv7()}/0`, '/media/x/0']
  for (const path of missing) expect((await get(path, { cookie: ben })).status).toBe(404)
  expect((await get(`/media/${messageId}/0`, { cookie: cleo })).status).toBe(404)
})

test('what is no picture, sound or film is saved, never shown', async () => {
  const document = await get(await locationOf(1))
  expect(document.headers.get('content-type')).toBe('application/pdf')
  expect(document.headers.get('content-disposition')).toBe('attachment; filename="attachment.pdf"')
  const { workspaceId } = app.world
  const sha256 = files[0]?.sha256 ?? ''
  for (const [type, name] of [
    ['image/svg+xml', 'attachment'],
    ['text/html', 'attachment.html'],
    ['text/x-vcard', 'attachment.vcf'],
  ] as const) {
    const answer = await get(blobPath(SECRET, { workspaceId, sha256, type, bytes: PIXEL.length }))
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)
  }
})

test('a player can jump: any part of the bytes can be asked for', async () => {
  const path = await locationOf(0)
  const part = async (range: string) => {
    const answer = await get(path, { range })
    return [answer.status, answer.headers.get('content-range'), Buffer.from(await answer.arrayBuffer())]
  }
  const size = PIXEL.length
  expect(await part('bytes=0-3')).toEqual([206, `bytes 0-3/${size}`, PIXEL.subarray(0, 4)])
  expect(await part('bytes=60-')).toEqual([206, `bytes 60-${size - 1}/${size}`, PIXEL.subarray(60)])
  expect(await part('bytes=-5')).toEqual([206, `bytes ${size - 5}-${size - 1}/${size}`, PIXEL.subarray(-5)])
  expect(await part('bytes=60-9999')).toEqual([206, `bytes 60-${size - 1}/${size}`, PIXEL.subarray(60)])
  expect((await part('bytes=9999-')).slice(0, 2)).toEqual([416, `bytes */${size}`])
  for (const whole of ['bytes=0-1,4-5', 'bytes=-', 'lines=1-2', 'bytes=x'])
    expect((await part(whole))[0]).toBe(200)
})

test('what a browser holds already is not sent again, and part of another file is not given', async () => {
  const path = await locationOf(0)
  const etag = (await get(path)).headers.get('etag') ?? ''
  expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
  expect((await get(path, { range: 'bytes=0-3', 'if-range': etag })).status).toBe(206)
  expect((await get(path, { range: 'bytes=0-3', 'if-range': '"another"' })).status).toBe(200)
})

test('a URL holds for a while, and cannot be made by anybody else', async () => {
  const { workspaceId } = app.world
  const blob = { workspaceId, sha256: files[0]?.sha256 ?? '', type: 'image/png', bytes: PIXEL.length }
  const minute = 60_000
  expect((await get(blobPath(SECRET, blob, 15 * minute, Date.now() - 14 * minute))).status).toBe(200)
  expect((await get(blobPath(SECRET, blob, 15 * minute, Date.now() - 31 * minute))).status).toBe(404)
  expect((await get(blobPath('another secret of somebody else', blob))).status).toBe(404)
  const [payload, signature] = blobPath(SECRET, blob).split('.')
  for (const path of [`${payload}.`, `${payload}x.${signature}`, '/blob/x', '/blob/.', '/blob/'])
    expect((await get(path)).status).toBe(404)
  const other = { ...blob, workspaceId: uuidv7() }
  expect((await get(blobPath(SECRET, other))).status).toBe(404)
})

test('the same file has the same URL for as long as it can', async () => {
  const { workspaceId } = app.world
  const blob = { workspaceId, sha256: 'a'.repeat(64), type: 'image/png', bytes: 1 }
  const at = (minutes: number) => blobPath(SECRET, blob, 900_000, minutes * 60_000)
  expect(at(0)).toBe(at(14))
  expect(at(0)).not.toBe(at(15))
})
