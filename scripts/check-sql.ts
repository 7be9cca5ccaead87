import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { root, sourceFiles } from './sources.ts'

/** A statement as it stands in a source file: its text with parameters, and the columns that its row type promises. */
type Found = { where: string; text: string; promised: string[] | undefined }

/** Has Postgres read every `sql` template against the migrated schema. Returns what is wrong, one line each. */
export async function checkStatements(url: string): Promise<string[]> {
  const client = new pg.Client(url)
  await client.connect()
  const problems: string[] = []
  for (const path of sourceFiles('src').filter((name) => !/\.test\.tsx?$/.test(name))) {
    for (const found of statementsOf(path, readFileSync(join(root, path), 'utf8'))) {
      problems.push(...(await check(client, found)))
    }
  }
  await client.end()
  return problems
}

async function check(client: pg.Client, { where, text, promised }: Found): Promise<string[]> {
  const described = await describe(client, text)
  if (described instanceof Error) return [`${where}: ${described.message}`]
  const missing = promised?.filter((name) => !described.includes(name)) ?? []
  return missing.map(
    (name) => `${where}: the statement answers no column "${name}", only ${described.join(', ')}`,
  )
}

// The driver has no call that describes without executing; its connection speaks the protocol that does.
function describe(client: pg.Client, text: string): Promise<string[] | Error> {
  return new Promise((resolve) => {
    let columns: string[] = []
    // A query of our own kind: the driver hands it the connection and every answer.
    const query = {
      submit(connection: ProtocolConnection) {
        connection.parse({ text, name: '', types: [] })
        connection.describe({ type: 'S', name: '' })
        connection.sync()
      },
      handleRowDescription({ fields }: { fields: { name: string }[] }) {
        columns = fields.map(({ name }) => name)
      },
      handleError: resolve,
      handleReadyForQuery: () => resolve(columns),
      callback: () => {},
    }
    client.query(query as unknown as pg.Submittable) // As above: a query of our own kind.
  })
}

type ProtocolConnection = {
  parse(message: { text: string; name: string; types: number[] }): void
  describe(message: { type: 'S'; name: string }): void
  sync(): void
}

function* statementsOf(path: string, source: string): Generator<Found> {
  for (const match of source.matchAll(/\bsql(<|`)/g)) {
    const start = match.index + 'sql'.length
    const open = match[1] === '<' ? closing(source, start, '<', '>') + 1 : start
    if (source[open] !== '`') continue
    const where = `${path}:${source.slice(0, start).split('\n').length}`
    yield { where, text: template(source, open), promised: promisedBy(source.slice(start, open)) }
  }
}

// `<{ id: string; seq: number }>`: the names of the fields. A named type is not looked up.
function promisedBy(generic: string): string[] | undefined {
  const literal = /^<\{(.*)\}>$/s.exec(generic)?.[1]
  return literal === undefined
    ? undefined
    : [...literal.matchAll(/(\w+)\??:/g)].map((match) => match[1] ?? '')
}

// The template's text, each `${…}` a parameter.
function template(source: string, open: number): string {
  let text = ''
  let parameters = 0
  for (let at = open + 1; source[at] !== '`'; at++) {
    if (source.startsWith('${', at)) {
      text += `$${++parameters}`
      at = closing(source, at + 1, '{', '}')
    } else text += source[at]
  }
  return text
}

function closing(source: string, open: number, opener: string, closer: string): number {
  let depth = 0
  for (let at = open; at < source.length; at++) {
    if (source[at] === opener) depth++
    if (source[at] === closer && source[at - 1] !== '=' && --depth === 0) return at
  }
  throw new Error('A template in the source does not end')
}
