import { afterAll, beforeAll, expect, test } from 'vitest'
import { diskBlobs } from '#db/blob.ts'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { collectMedia } from '#features/message/delete.server.ts'
import { LARGEST_PICTURE } from '#features/workspace/picture.ts'
import { startTestApp, type TestApp } from '#test/app.ts'
import { deskOf } from '#test/desk.ts'

let app: TestApp
let other: TestApp
let ada: string
let ben: string
let cleo: string
let stranger: string

beforeAll(async () => {
  app = await startTestApp()
  other = await startTestApp()
  const { world } = app
  ;[ada, ben, cleo] = await Promise.all([
    app.cookieOf(world.ada),
    app.cookieOf(world.ben),
    app.cookieOf(world.cleo),
  ])
  stranger = await other.cookieOf(other.world.ada)
})
afterAll(() => Promise.all([app.close(), other.close()]))

async function photograph(colour = '#c2410c'): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return sharp({ create: { width: 900, height: 600, channels: 3, background: colour } })
    .withExif({ IFD0: { Copyright: 'Taken at home' } })
    .jpeg()
    .toBuffer()
}

function send(bytes: Buffer, headers: Record<string, string>, path = '/api/picture') {
  return fetch(app.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', ...headers },
    body: new Uint8Array(bytes),
  })
}

async function picturesOf(): Promise<Record<string, string | null>> {
  const rows = await ownerRows(
    app.world.core.db,
    sql<{ name: string; picture: string | null }>`select name, picture from member
      where workspace_id = ${app.world.workspaceId} union all
      select 'workspace', picture from workspace where workspace_id = ${app.world.workspaceId}`,
  )
  return Object.fromEntries(rows.map(({ name, picture }) => [name, picture]))
}

function look(picture: string | null | undefined, cookie: string, at = app) {
  return fetch(`${at.url}/media/pictures/${picture}`, { headers: { cookie } })
}

test('a picture becomes a small square without where it was taken, seen by everybody in the workspace', async () => {
  expect((await send(await photograph(), { cookie: ben })).status).toBe(200)
  const { Ben } = await picturesOf()
  for (const cookie of [ada, ben, cleo]) {
    const shown = await look(Ben, cookie)
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(shown.headers.get('cache-control')).toMatch(/private.*immutable/)
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
    const { default: sharp } = await import('sharp')
    const { width, height, exif } = await sharp(await shown.arrayBuffer()).metadata()
    expect({ width, height, exif }).toEqual({ width: 256, height: 256, exif: undefined })
  }
  const again = await fetch(`${app.url}/media/pictures/${Ben}`, {
    headers: { cookie: ada, 'if-none-match': `"${Ben}"` },
  })
  expect(again.status).toBe(304)
})

test('whoever is not in the workspace sees no picture of it, and nobody sees other files by this way', async () => {
  const { Ben } = await picturesOf()
  expect((await look(Ben, '')).status).toBe(401)
  const nobodys = await look('0'.repeat(64), stranger, other)
  const bens = await look(Ben, stranger, other)
  expect([bens.status, await bens.text()]).toEqual([nobodys.status, await nobodys.text()])
  const file = await diskBlobs(`${app.folder}/media`).put(app.world.workspaceId, Buffer.from('a secret'))
  await ownerRows(
    app.world.core.db,
    sql`insert into blob (workspace_id, sha256, type, bytes, created_at)
      values (${app.world.workspaceId}, ${file}, 'text/plain', 8, now())`,
  )
  for (const name of [file, '..', `..%2f${Ben}`, 'x']) expect((await look(name, ada)).status).toBe(404)
})

test('what is no picture, or too large a file, is refused in words and changes nothing', async () => {
  const before = await picturesOf()
  const jpeg = await photograph()
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const bomb = Buffer.from(
    // A PNG that says it is 60,000 pixels wide and high.
    '89504e470d0a1a0a0000000d494844520000ea600000ea6008060000005f1e1d1f',
    'hex',
  )
  for (const bytes of [svg, Buffer.alloc(0), Buffer.from('GIF89a'), jpeg.subarray(0, 200), bomb]) {
    const answer = await send(bytes, { cookie: ben })
    expect([answer.status, await answer.json()]).toEqual([422, { error: 'not-a-picture' }])
  }
  const large = await send(Buffer.alloc(LARGEST_PICTURE + 1), { cookie: ben })
  expect([large.status, await large.json()]).toEqual([413, { error: 'picture-too-large' }])
  expect((await send(jpeg, {})).status).toBe(401)
  expect((await send(jpeg, { cookie: ben, origin: 'https://elsewhere.example' })).status).toBe(403)
  expect((await send(jpeg, { cookie: ben, 'content-type': 'image/jpeg' })).status).toBe(415)
  expect((await send(jpeg, { cookie: ben }, '/api/workspace/picture')).status).toBe(403)
  expect(await picturesOf()).toEqual(before)
})

test('the workspace’s picture is an owner’s or admin’s to choose, and is in the audit log', async () => {
  expect((await send(await photograph('#0f766e'), { cookie: ada }, '/api/workspace/picture')).status).toBe(
    200,
  )
  const { workspace } = await picturesOf()
  expect((await look(workspace, cleo)).status).toBe(200)
  const log = await ownerRows(
    app.world.core.db,
    sql<{ action: string }>`select action from audit where subject_id = ${app.world.workspaceId}`,
  )
  expect(log.map(({ action }) => action)).toContain('workspace.configured')
})

test('a picture whose place another has taken is forgotten, unless somebody else shows the same', async () => {
  const blobs = diskBlobs(`${app.folder}/media`)
  const { core, workspaceId } = app.world
  await send(await photograph('#111111'), { cookie: cleo })
  await send(await photograph('#111111'), { cookie: ada })
  const { Cleo: shared } = await picturesOf()
  expect((await picturesOf()).Ada).toBe(shared)
  const desk = deskOf(app.world)
  expect(await desk.run(app.world.cleo, 'member.remove-picture', {})).toMatchObject({ ok: true })
  await collectMedia(core, blobs, { workspaceId, sha256s: [shared ?? ''] })
  expect((await look(shared, ben)).status).toBe(200)
  await send(await photograph('#222222'), { cookie: ada })
  expect((await look(shared, ben)).status).toBe(404)
  // By the job that the change has left.
  const left = () => ownerRows(core.db, sql`select sha256 from blob where sha256 = ${shared}`)
  await expect.poll(left, { timeout: 10_000 }).toEqual([])
})
