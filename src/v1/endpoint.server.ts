import type * as z from 'zod'
import { fail, type Result } from '#kit/result.ts'
import type { Registry } from '#sync/command.server.ts'
import type { Actor } from '#sync/event.ts'
import type { Reach } from '#sync/synced.ts'
import type { Core } from '#sync/write.server.ts'
import { readQuery } from './query.ts'
import { fieldErrors, type Refusal, type Resource } from './refusal.ts'
import type { Scope } from './scope.ts'

/**
 * A program that calls with a key: it acts for the key's maker and reaches what that member reaches now, of it only
 * `inboxIds` where the key is for some. `scopes`: what it may do; null is everything.
 */
export type Caller = {
  keyId: string
  actor: Actor & { type: 'api' }
  reach: Reach
  inboxIds: readonly string[] | null
  scopes: readonly string[] | null
}

/** What every endpoint stands on. */
export type Ground = { core: Core; registry: Registry }

export type Call<Input> = Ground & { caller: Caller; input: Input; idempotencyKey: string | undefined }

/** A request as it arrived, still to be believed. */
export type ApiRequest = {
  query: Record<string, unknown>
  path: unknown
  body: unknown
  idempotencyKey: string | undefined
}

/** One operation of the public API. The server mounts what this says, and knows nothing else of it. */
export type Endpoint = {
  method: Method
  url: string
  resource: Resource
  scope: Scope
  status: number
  /** What is answered is null where the status says all. */
  handle(ground: Ground, caller: Caller, request: ApiRequest): Promise<Result<object | null, Refusal>>
}

type Method = 'GET' | 'POST' | 'DELETE'
type From = 'query' | 'path' | 'body' | 'path-and-body' | 'path-and-query'

type About<Schema> = {
  method: Method
  url: string
  resource: Resource
  /** What a key must be let do. */
  scope: Scope
  status?: number
  /** Where its whole input stands. */
  from: From
  input: Schema
}

/** An endpoint that is only asked with input that its schema has read. */
export function endpoint<Schema extends z.ZodType>(
  { method, url, resource, scope, status = 200, from, input: schema }: About<Schema>,
  answer: (call: Call<z.output<Schema>>) => Promise<Result<object | null, Refusal>>,
): Endpoint {
  return {
    method,
    url,
    resource,
    scope,
    status,
    async handle(ground, caller, request) {
      const raw = inputOf(request, from)
      const read = schema.safeParse(raw)
      if (!read.success) return fail({ code: 'invalid-input', fields: fieldErrors(read.error, raw) })
      return answer({ ...ground, caller, input: read.data, idempotencyKey: request.idempotencyKey })
    },
  }
}

// What the path names, nothing else names otherwise.
function inputOf({ query, path, body }: ApiRequest, from: From): unknown {
  if (from === 'query') return readQuery(query)
  if (from === 'path-and-body') return Object.assign({}, body, path)
  if (from === 'path-and-query') return Object.assign(readQuery(query), path)
  return from === 'path' ? path : body
}
