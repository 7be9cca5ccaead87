import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SETTINGS } from '#server/env.ts'
import { root, sourceFiles } from './sources.ts'

// Rules of the house that a pattern can hold. Each says why.
type Rule = { pattern: RegExp; in: (path: string) => boolean; why: string }

const RULES: Rule[] = [
  {
    pattern: new RegExp(
      ['twil' + 'io', 'tel' + 'nyx', 'band' + 'width', 'pli' + 'vo', 'signal' + 'wire'].join('|'),
      'i',
    ),
    in: (path) => path.startsWith('src/') && !path.startsWith('src/providers/'),
    why: 'a provider is named only in src/providers: ask what it can do, never who it is',
  },
  {
    pattern: new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].map((word) => `\\b${word}\\b`).join('|')),
    in: () => true,
    why: 'what is left to do is an issue, not a comment',
  },
  {
    pattern: /\b(test|it|describe)\.(only|skip|todo)\b/,
    in: (path) => /\.(test|spec)\.tsx?$/.test(path),
    why: 'a test runs, or it is not there',
  },
  {
    pattern: /@ts-(ignore|nocheck|expect-error)/,
    in: () => true,
    why: 'the compiler is right until shown otherwise',
  },
  {
    pattern: /\blog\.\w+\([^)]*\b(body|text|number|address|from|to|email)\b\s*[:,}]/,
    in: (path) => path.startsWith('src/'),
    why: 'logs carry no numbers and no texts',
  },
]

const problems = [
  ...['src', 'test', 'bench', 'scripts'].flatMap(brokenRules),
  ...documents().flatMap(brokenFacts),
  ...missingSettings('docs/self-hosting.md'),
]
for (const problem of problems) console.error(problem)
process.exit(problems.length > 0 ? 1 : 0)

function brokenRules(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return sourceFiles(folder).flatMap((path) => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n')
    return RULES.filter((rule) => rule.in(path)).flatMap(({ pattern, why }) =>
      lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${why}`] : [])),
    )
  })
}

function documents(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join('docs', name),
  )
  return ['README.md', 'CONTRIBUTING.md', ...docs].filter(
    (path) => path.endsWith('.md') && existsSync(join(root, path)),
  )
}

// What a document states of the project must be so: files that it names, scripts that it tells people to run.
function brokenFacts(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  } // Our own file.
  const files = [...text.matchAll(/`((?:src|test|bench|docs|scripts)\/[\w./-]+)`/g)].map(
    (match) => match[1] ?? '',
  )
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map((match) =>
    join(path, '..', match[1] ?? ''),
  )
  const commands = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map((match) => match[1] ?? '')
  // The provider that the guide makes up is not there.
  const told = [...files, ...links].filter((file) => !file.includes('exampletel'))
  return [
    ...told.filter((file) => !existsSync(join(root, file))).map((file) => `${path}: there is no ${file}`),
    ...commands.filter((name) => !(name in scripts)).map((name) => `${path}: there is no npm script ${name}`),
  ]
}

function missingSettings(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const table = text.split('\n').filter((line) => line.startsWith('| `'))
  const told = table.flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
  )
  return [
    ...SETTINGS.filter((name) => !told.includes(name)).map(
      (name) => `${path}: the setting ${name} is not there`,
    ),
    ...told
      .filter((name) => !SETTINGS.includes(name ?? ''))
      .map((name) => `${path}: there is no setting ${name}`),
  ]
}
