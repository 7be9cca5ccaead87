import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createApp } from './e2e/app.ts'

test('ended in peace, it leaves no database running', async () => {
  const app = await createApp()
  try {
    await app.start()
    expect(existsSync(join(app.folder, 'postgres/postmaster.pid'))).toBe(true)
    await app.stop()
    expect(existsSync(join(app.folder, 'postgres/postmaster.pid'))).toBe(false)
  } finally {
    await app.remove()
  }
}, 60_000)
