import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, copyFiles, createApp, type Demo } from './app.ts'

const FOLDER = 'E2E_ORIGINS'

/** Files of a server without anything in it, and of one with the demo: made once, so that each stage begins in a moment. */
export async function makeOrigins(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-origins-'))
  process.env[FOLDER] = folder
  const app = await createApp()
  try {
    await app.start()
    await app.stop()
    keep(app, 'empty')
    await app.start()
    const demo = await app.demo()
    await app.stop()
    keep(app, 'demo')
    writeFileSync(demoFile(), JSON.stringify(demo))
  } finally {
    await app.remove()
  }
  return () => rmSync(folder, { recursive: true, force: true })
}

export function originOf(kind: 'empty' | 'demo'): string {
  return join(process.env[FOLDER] ?? '', kind)
}

/** Who is in the demo of that origin. */
export function demoOfOrigin(): Demo {
  return JSON.parse(readFileSync(demoFile(), 'utf8'))
}

function demoFile(): string {
  return join(process.env[FOLDER] ?? '', 'demo.json')
}

function keep({ folder }: App, kind: 'empty' | 'demo'): void {
  mkdirSync(originOf(kind))
  copyFiles(folder, originOf(kind))
}
