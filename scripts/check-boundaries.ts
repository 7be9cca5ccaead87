import { readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { root, sourceFiles } from './sources.ts'

// Lowest first: a feature may import what stands before it, so features cannot form a circle.
export const FEATURES = [
  'mail',
  'workspace',
  'member',
  'audit',
  'preference',
  'contact',
  'line',
  'inbox',
  'tag',
  'presence',
  'conversation',
  'consent',
  'segment',
  'message',
  'call',
  'comment',
  'team',
  'draft',
  'search',
  'notification',
  'api-key',
  'access',
  'sign-in',
  'invitation',
  'onboarding',
  'connection',
  'handset',
]

type World = 'pure' | 'node' | 'browser' | 'test'
type Place = { folder: string; feature: string | undefined; world: World; path: string }

// What a folder may import, beside itself. `server` composes everything; nothing imports `server`, `web` or a test.
const MAY_IMPORT: Record<string, string[]> = {
  kit: [],
  ui: ['kit'],
  db: ['kit'],
  channel: ['kit'],
  voice: ['kit'],
  sync: ['kit', 'db'],
  v1: ['kit', 'sync'],
  providers: ['channel', 'kit'],
  features: ['kit', 'ui', 'db', 'channel', 'voice', 'sync', 'v1', 'features'],
  web: ['features', 'sync', 'ui', 'kit'],
  server: ['features', 'sync', 'v1', 'providers', 'channel', 'voice', 'db', 'kit'],
}

// The browser's half of the change feed.
const BROWSER = /^src\/sync\/(connection|outbox|saver|start|storage|windows)\.ts$/

const problems = sourceFiles('src').flatMap((path) =>
  importsOf(path).flatMap((target) => complaint(path, target)),
)
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)

function complaint(from: string, to: string): string[] {
  const importer = placeOf(from)
  const imported = placeOf(to)
  const reason = reasonAgainst(importer, imported)
  return reason ? [`${from} must not import ${to}: ${reason}`] : []
}

function reasonAgainst(from: Place, to: Place): string | undefined {
  if (to.world === 'test' && from.world !== 'test') return 'it is a test'
  if (from.world === 'test') return undefined
  if (from.folder !== to.folder && !MAY_IMPORT[from.folder]?.includes(to.folder)) {
    return `${from.folder}/ may import ${MAY_IMPORT[from.folder]?.join(', ') || 'nothing'}`
  }
  if (from.world === 'pure' && to.world !== 'pure') return `a pure file cannot stand on ${to.world}`
  if (from.world === 'browser' && to.world === 'node') return 'a browser cannot run it'
  if (from.world === 'node' && to.world === 'browser') return 'the server cannot run it'
  if (
    from.folder === 'providers' &&
    to.folder === 'providers' &&
    from.feature !== to.feature &&
    from.feature
  ) {
    return 'providers do not know each other'
  }
  if (from.folder === 'features' && to.folder === 'features' && order(to) > order(from)) {
    return `${to.feature} comes after ${from.feature}`
  }
  return undefined
}

function placeOf(path: string): Place {
  const [, folder = '', second = '', third] = path.split('/')
  const feature = third === undefined ? undefined : second
  return { folder, feature, path, world: worldOf(path, folder) }
}

function worldOf(path: string, folder: string): World {
  if (/\.(test|suite)\.tsx?$/.test(path) || path.startsWith('test/')) return 'test'
  if (path.endsWith('.server.ts') || ['db', 'providers', 'server'].includes(folder)) return 'node'
  if (path.endsWith('.tsx') || ['ui', 'web'].includes(folder) || BROWSER.test(path)) return 'browser'
  return 'pure'
}

function order({ feature = '' }: Place): number {
  const place = FEATURES.indexOf(feature)
  if (place < 0) throw new Error(`The feature ${feature} has no place in the order`)
  return place
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([#.][^']+)'/g)].map((match) => match[1] ?? '')
  return found.filter((target) => /\.tsx?$/.test(target)).map((target) => resolve(path, target))
}

function resolve(path: string, target: string): string {
  if (target.startsWith('#test/')) return target.replace('#test/', 'test/')
  if (target.startsWith('#')) return target.replace('#', 'src/')
  return normalize(relative('.', join(dirname(path), target)))
}
