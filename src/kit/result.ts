/** What we expect to fail is a value. `code` is stable and kebab-case; `params` fill the text that people read. */
export type Problem = { code: string; params?: Record<string, string | number> }

export type Result<T, E = Problem> = { ok: true; value: T } | { ok: false; error: E }

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

export function fail<E>(error: E): { ok: false; error: E } {
  return { ok: false, error }
}

export function refuse(code: string, params?: Problem['params']): { ok: false; error: Problem } {
  return fail(params ? { code, params } : { code })
}
