import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './sources.ts'

// What a browser must load before it can paint each first screen, compressed as the server sends it.
const LIMIT_KB = 170
const BUILT = join(root, 'dist/web')

type Chunk = { file: string; imports?: string[]; css?: string[] }
type Manifest = Record<string, Chunk>

const SCREENS: Record<string, string[]> = {
  inbox: ['index.html', 'Shell.tsx'],
  welcome: ['index.html', 'EntryPage.tsx'],
  sandbox: ['index.html', 'pages/Sandbox.tsx'],
}
const LANGUAGES = ['en', 'es', 'fr'].map((language) => `catalogues/${language}.ts`)

const path = join(BUILT, '.vite/manifest.json')
if (!existsSync(path)) throw new Error('Build the web app first: vite build')
// Written by Vite in this form.
const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest

let tooLarge = false
for (const [screen, entries] of Object.entries(SCREENS)) {
  const chunks = LANGUAGES.map((language) => [...chunksOf([...entries, language])])
  const worst = Math.max(...chunks.map((loaded) => kilobytes(loaded.map(({ file }) => file))))
  const styles = kilobytes(new Set(chunks.flat().flatMap(({ css = [] }) => css)))
  console.log(`${screen}: ${worst.toFixed(1)} kB of JavaScript, ${styles.toFixed(1)} kB of styles`)
  tooLarge ||= worst > LIMIT_KB
}
if (tooLarge) console.error(`The limit for JavaScript is ${LIMIT_KB} kB`)
process.exit(tooLarge ? 1 : 0)

function chunksOf(entries: string[], seen = new Set<Chunk>()): Set<Chunk> {
  for (const entry of entries) {
    const chunk = manifest[entry]
    if (!chunk) throw new Error(`The build has no ${entry}`)
    if (seen.has(chunk)) continue
    seen.add(chunk)
    chunksOf(chunk.imports ?? [], seen)
  }
  return seen
}

function kilobytes(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + statSync(join(BUILT, `${file}.gz`)).size, 0) / 1_000
}
