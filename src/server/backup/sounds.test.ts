import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { diskBlobs } from '#db/blob.ts'
import { openDatabase, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { setGreeting } from '#features/call/greeting.server.ts'
import { testDatabase } from '#test/database.ts'
import { leaveCall } from '#test/rig/recorded-call.ts'
import { createWorld } from '#test/world.ts'
import { runCli } from '../cli/run.ts'

const made: (() => Promise<void> | void)[] = []
afterAll(async () => {
  for (const undo of made.reverse()) await undo()
})

test('recordings, voicemails and greetings are in the backup, byte by byte', async () => {
  const original = await install()
  const { folder } = original
  const blobs = diskBlobs(join(folder, 'media'))
  const world = await createWorld(original.db)
  const { line, id: inboxId } = world.support
  const ids = [
    await leaveCall(world, blobs, join(folder, 'calls'), { line, kind: 'recording' }),
    await leaveCall(world, blobs, join(folder, 'calls'), { line, kind: 'voicemail' }),
  ]
  const greeter = { workspaceId: world.workspaceId, memberId: world.ada, inboxId }
  const spoken = readFileSync(join(import.meta.dirname, '../../features/call/prompts/greeting-es.wav'))
  expect(await setGreeting(world.core, blobs, greeter, spoken)).toMatchObject({ ok: true })
  const file = join(folder, 'backup.tar.gz')
  expect(await original.cli('backup', file, '--json')).toMatchObject({ code: 0, err: '' })

  const restored = await install()
  await empty(restored)
  expect(await restored.cli('restore', file)).toMatchObject({ code: 0 })
  const db = openDatabase(restored.url)
  made.push(() => db.close())
  const sounds = await ownerRows(
    db,
    sql<{ of: string; sha256: string }>`select call_id as of, sha256 from call_audio
      union all select id, greeting_sha256 from inbox_calling`,
  )
  expect(sounds.map(({ of }) => of).sort()).toEqual([...ids, inboxId].sort())
  for (const { sha256 } of sounds) {
    const path = join('media', world.workspaceId, sha256.slice(0, 2), sha256)
    expect(readFileSync(join(restored.folder, path)).equals(readFileSync(join(folder, path)))).toBe(true)
  }
  expect((await restored.cli('doctor')).out).toContain('✓ media: 3 files, none missing')
})

/** A database and a data folder, spoken to from the terminal. */
async function install() {
  const base = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'centralita-sounds-'))
  made.push(() => rmSync(folder, { recursive: true }), base.drop)
  const variables = { DATABASE_URL: base.url, DATA_DIR: folder, LOG_LEVEL: 'silent', MEDIA_PORT: '0' }
  return { ...base, folder, cli: (...args: string[]) => runCli(args, variables) }
}

/** As if nothing had ever been in it. */
async function empty({ db }: Awaited<ReturnType<typeof install>>): Promise<void> {
  for (const text of ['drop schema auth cascade', 'drop schema public cascade', 'create schema public'])
    await ownerRows(db, { text, name: '', values: [] })
}
