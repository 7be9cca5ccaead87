import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTranslator } from 'use-intl/core'
import { root, sourceFiles } from './sources.ts'

// Every text is there in every language, with the same blanks to fill in, and is used by somebody.
const LANGUAGES = ['en', 'es', 'fr'] as const

type Texts = ReadonlyMap<string, string>

const folders = [
  'src/ui',
  'src/web',
  'src/web/settings',
  ...readdirSync(join(root, 'src/features')).map((name) => `src/features/${name}`),
]
const named = folders.filter((folder) => existsSync(join(root, folder, 'locales')))
const used = usedKeys()
const problems = named.flatMap(check)
for (const problem of problems) console.error(problem)
process.exit(problems.length > 0 ? 1 : 0)

function check(folder: string): string[] {
  const name = folder.split('/').at(-1) ?? ''
  const english = read(folder, 'en')
  const unused = [...english.keys()].filter((key) => !isUsed(`${name}.${key}`))
  return [
    ...LANGUAGES.flatMap((language) => compare(folder, language, english)),
    ...unused.map((key) => `${folder}/locales: nobody uses ${key}`),
  ]
}

function compare(folder: string, language: string, english: Texts): string[] {
  const texts = read(folder, language)
  const where = `${folder}/locales/${language}.json`
  const missing = [...english.keys()]
    .filter((key) => !texts.has(key))
    .map((key) => `${where}: ${key} is missing`)
  const unknown = [...texts.keys()]
    .filter((key) => !english.has(key))
    .map((key) => `${where}: ${key} is not in English`)
  const different = [...texts].flatMap(([key, text]) => {
    const [blanks, wanted] = [blanksOf(text), blanksOf(english.get(key) ?? text)]
    return blanks === wanted ? [] : [`${where}: ${key} has the blanks (${blanks}), in English (${wanted})`]
  })
  return [...missing, ...unknown, ...different, ...unreadable(where, language, texts)]
}

// What the formatter itself cannot read would be shown to people as it is.
function unreadable(where: string, locale: string, texts: Texts): string[] {
  const problems: string[] = []
  for (const [key, text] of texts) {
    const onError = (error: Error) => void problems.push(`${where}: ${key}: ${error.message.split('\n')[0]}`)
    const fill = Object.fromEntries(
      blanksOf(text)
        .split(' ')
        .filter(Boolean)
        .map((blank) => (blank.startsWith('<') ? [blank.slice(1, -1), String] : [blank, 1])),
    )
    createTranslator({ locale, messages: { text }, onError }).markup('text', fill)
  }
  return problems
}

function read(folder: string, language: string): Texts {
  const texts = new Map<string, string>()
  visit(JSON.parse(readFileSync(join(root, folder, 'locales', `${language}.json`), 'utf8')), '')
  return texts

  function visit(node: object, path: string): void {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'string') texts.set(path + key, value)
      else visit(value, `${path + key}.`)
    }
  }
}

/** The names that a text expects to be filled in, and the tags that it marks, in one order. */
function blanksOf(text: string): string {
  const names = new Set<string>()
  for (const [, name] of text.matchAll(/\{\s*(\w+)\s*[,}]/g))
    if (name && !isBranch(text, name)) names.add(name)
  for (const [, tag] of text.matchAll(/<(\w+)>/g)) names.add(`<${tag}>`)
  return [...names].sort().join(' ')
}

// A branch of a plural or a select that holds one word looks like a blank: `other {replies}`.
function isBranch(text: string, word: string): boolean {
  return new RegExp(`(?:other|one|many|few|zero|two|yes|no|=\\d+)\\s*\\{\\s*${word}\\s*\\}`).test(text)
}

function isUsed(key: string): boolean {
  return used.literal.has(key) || used.prefixes.some((prefix) => key.startsWith(prefix))
}

/** Each `t('key')` and t(`prefix.${…}`) after a `const t = useTranslations('namespace')`. */
function usedKeys(): { literal: Set<string>; prefixes: string[] } {
  const literal = new Set<string>()
  const prefixes: string[] = []
  for (const path of sourceFiles('src').filter((path) => path.endsWith('.tsx'))) {
    const text = readFileSync(join(root, path), 'utf8')
    for (const [, variable, namespace] of text.matchAll(/const (\w+) = useTranslations\('([\w-]+)'\)/g)) {
      for (const call of text.matchAll(
        new RegExp(`\\b${variable}(?:\\.rich|\\.markup)?\\(\\s*(?:'([^']+)'|\`([^\`$]*)\\$)`, 'g'),
      )) {
        if (call[1]) literal.add(`${namespace}.${call[1]}`)
        else if (call[2]) prefixes.push(`${namespace}.${call[2]}`)
      }
    }
  }
  return { literal, prefixes }
}
