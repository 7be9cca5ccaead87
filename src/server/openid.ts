import { createPublicKey, type KeyObject } from 'node:crypto'
import * as z from 'zod'
import type { Fetch } from '#channel/provider.ts'
import { ok, type Result, refuse } from '#kit/result.ts'

const discovered = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
})

/** What an issuer says of itself. */
export type Issuer = z.output<typeof discovered>

const published = z.object({
  keys: z.array(z.looseObject({ kid: z.string().optional(), kty: z.string(), use: z.string().optional() })),
})

const granted = z.object({ access_token: z.string().optional(), id_token: z.string() })

export type Grant = { code: string; codeVerifier: string | undefined; redirectURI: string }
export type Client = { clientId: string; clientSecret: string }

const ANSWERS_WITHIN_MS = 10_000
const LONGEST_ANSWER = 500_000

// Signatures that anybody can check, and only the issuer can make: no shared secret, and never `none`.
const SIGNATURES = /^(RS|PS|ES)(256|384|512)$|^EdDSA$|^Ed25519$/

/** Asks an issuer about itself. Problems: `directory-unreachable`, `directory-refused`, `directory-not-openid`. */
export async function discover(fetch: Fetch, issuer: string): Promise<Result<Issuer>> {
  const url = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`
  const answer = await askJson(fetch, { url })
  if (!answer.ok) return answer
  const parsed = discovered.safeParse(answer.value)
  // Another name would let one issuer speak for another.
  if (!parsed.success || plain(parsed.data.issuer) !== plain(issuer)) return refuse('directory-not-openid')
  const algorithms = parsed.data.id_token_signing_alg_values_supported.filter((name) => SIGNATURES.test(name))
  if (algorithms.length === 0) return refuse('directory-not-openid')
  return ok({ ...parsed.data, id_token_signing_alg_values_supported: algorithms })
}

/** Gives the code that a browser brought for what it stands for; nothing when the issuer does not take it. */
export async function exchangeCode(
  fetch: Fetch,
  issuer: Issuer,
  client: Client,
  { code, codeVerifier, redirectURI }: Grant,
): Promise<{ idToken: string } | null> {
  const form = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectURI })
  if (codeVerifier !== undefined) form.set('code_verifier', codeVerifier)
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' }
  if (issuer.token_endpoint_auth_methods_supported.includes('client_secret_basic'))
    headers.authorization = `Basic ${Buffer.from(`${encode(client.clientId)}:${encode(client.clientSecret)}`).toString('base64')}`
  else {
    form.set('client_id', client.clientId)
    form.set('client_secret', client.clientSecret)
  }
  const answer = await askJson(fetch, {
    url: issuer.token_endpoint,
    method: 'POST',
    headers,
    body: form.toString(),
  })
  const parsed = answer.ok ? granted.safeParse(answer.value) : undefined
  return parsed?.success ? { idToken: parsed.data.id_token } : null
}

/** The issuer's key of this name, asked for each time: sign-ins are few, and keys are exchanged. */
export async function keyOf(fetch: Fetch, issuer: Issuer, kid: string | undefined): Promise<KeyObject> {
  const answer = await askJson(fetch, { url: issuer.jwks_uri })
  const all = answer.ok ? published.parse(answer.value).keys : []
  const usable = all.filter(({ use = 'sig' }) => use === 'sig')
  const key = kid === undefined && usable.length === 1 ? usable[0] : usable.find((one) => one.kid === kid)
  if (!key) throw new Error('The issuer has no such key')
  return createPublicKey({ key, format: 'jwk' })
}

async function askJson(fetch: Fetch, request: Parameters<Fetch>[0]): Promise<Result<unknown>> {
  const answer = await fetch({
    ...request,
    headers: { accept: 'application/json', ...request.headers },
    timeoutMs: ANSWERS_WITHIN_MS,
    maxBytes: LONGEST_ANSWER,
  })
  if (!answer.ok)
    return refuse(answer.error.code === 'address-refused' ? 'directory-refused' : 'directory-unreachable')
  if (answer.value.status !== 200) return refuse('directory-not-openid')
  try {
    return ok(JSON.parse(Buffer.from(answer.value.body).toString('utf8')))
  } catch {
    return refuse('directory-not-openid')
  }
}

function plain(issuer: string): string {
  return issuer.replace(/\/+$/, '')
}

// As forms do, which is what the standard asks for here.
function encode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
