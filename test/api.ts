import { Ajv } from 'ajv'
import { expect } from 'vitest'
import { createApiKey } from '#features/api-key/api-key.server.ts'
import type { Providers } from '#features/line/line.server.ts'
import { providers as installed } from '#providers/index.ts'
import { createApp } from '#server/app.ts'
import { readEnv } from '#server/env.ts'
import { testDatabase } from './database.ts'
import format from './openphone-v1.json' with { type: 'json' }
import { createWorld, emailOf, KEY, PASSWORD, type World } from './world.ts'

export type Answer<Body> = { status: number; headers: Record<string, unknown>; body: Body }

/** A program with a key (or with none). Whatever it is answered has been held against the format's description. */
export type Program = {
  get<Body>(url: string, query?: Query, headers?: Headers): Promise<Answer<Body>>
  post<Body>(url: string, body?: object | string, headers?: Headers): Promise<Answer<Body>>
  delete<Body>(url: string, query?: Query, headers?: Headers): Promise<Answer<Body>>
}

type Query = Record<string, string | number | string[]>
type Headers = Record<string, string>
type Method = 'GET' | 'POST' | 'DELETE'
type Settings = { env?: Record<string, string>; providers?: Providers }

/** A world of its own and the whole server over it, spoken to without a network. */
export async function openApi(settings: Settings = {}) {
  const base = await testDatabase()
  const world = await createWorld(base.db)
  const env = readEnv({ LOG_LEVEL: 'silent', API_REQUESTS_PER_SECOND: '1000000', ...settings.env })
  const opened = {
    core: world.core,
    db: base.db,
    databaseUrl: base.url,
    secret: 'x'.repeat(32),
    key: KEY,
    close: async () => {},
  }
  const app = await createApp(env, opened, settings.providers ?? installed)
  return { world, db: base.db, http: app.http, with: program, of, cookieOf, close }

  async function close(): Promise<void> {
    await app.close()
    await base.drop()
  }

  /** A program with a key of this member's. */
  async function of(
    memberId: string,
    { workspaceId, core }: Pick<World, 'workspaceId' | 'core'> = world,
  ): Promise<Program> {
    const { key } = await createApiKey(core, workspaceId, { name: 'A test', memberId })
    return program(key)
  }

  async function cookieOf(memberId: string): Promise<string> {
    const answer = await app.http.inject({
      ...{ method: 'POST', url: '/api/auth/sign-in/email' },
      payload: { email: emailOf(memberId), password: PASSWORD },
    })
    return answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')
  }

  function program(key?: string): Program {
    const known = key === undefined ? {} : { authorization: key }
    return {
      get: (url, query = {}, headers = {}) => ask({ method: 'GET', url, query: written(query) }, headers),
      post: (url, body, headers = {}) => ask({ method: 'POST', url, ...payload(body) }, headers),
      delete: (url, query = {}, headers = {}) =>
        ask({ method: 'DELETE', url, query: written(query) }, headers),
    }

    async function ask<Body>(
      request: { method: Method; url: string; query?: string; payload?: string; headers?: Headers },
      headers: Headers,
    ): Promise<Answer<Body>> {
      const answer = await app.http.inject({
        ...request,
        headers: { ...known, ...request.headers, ...headers },
      })
      if (answer.statusCode === 204) expect(answer.body).toBe('')
      const body: unknown = answer.statusCode === 204 ? null : answer.json()
      const path = request.url.split('?')[0]?.replace(/\/(AC|CN|PN)[^/]*/, '/{id}')
      const operation = `${request.method} ${path}`.replace(OURS, LIKE)
      if (body !== null) expectFormat(answer.statusCode < 300 ? operation : 'error', body)
      // It has just been held against the format; the caller says which of its shapes that is.
      return { status: answer.statusCode, headers: answer.headers, body: body as Body }
    }
  }
}

export type Api = Awaited<ReturnType<typeof openApi>>

// What the format lacks answers like what it has.
const OURS = /(?<=^POST \/v1\/conversations\/\{id\}\/)[a-z-]+$/
const LIKE = 'mark-as-read'

const ajv = new Ajv({
  strict: false,
  formats: { 'uri-reference': true, 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
})
ajv.addSchema(format)

function expectFormat(name: string, body: unknown): void {
  const pointer = name
    .replaceAll('/', '~1')
    .replaceAll(' ', '%20')
    .replaceAll('{', '%7B')
    .replaceAll('}', '%7D')
  const validate = ajv.getSchema(`openphone-v1#/$defs/${pointer}`)
  if (!validate) throw new Error(`The format has no ${name}`)
  const valid = validate(body)
  expect(valid, `${name}: ${JSON.stringify(body)} ${JSON.stringify(validate.errors)}`).toBe(true)
}

// A list as most clients write it: the name again for each.
function written(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one)]),
  )
  return new URLSearchParams(pairs).toString()
}

function payload(body: object | string | undefined): { payload?: string; headers?: Headers } {
  if (body === undefined) return {}
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { payload: text, headers: { 'content-type': 'application/json' } }
}
