import type { BetterAuthPlugin } from 'better-auth'
import { createAuthMiddleware } from 'better-auth/api'
import { createAuthorizationURL, type OAuthProvider, verifyProviderIdToken } from 'better-auth/oauth2'
import type { Fetch } from '#channel/provider.ts'
import { ownerRows, readWorkspace } from '#db/db.ts'
import { unseal } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { enter, openInvitationFor } from '#features/invitation/invitation.server.ts'
import { addMember } from '#features/sign-in/admit.server.ts'
import { type KeptSingleSignOn, singleSignOnTable } from '#features/sign-in/sign-in.server.ts'
import type { Directory } from '#features/sign-in/sign-in.ts'
import { isUuid } from '#kit/id.ts'
import { type Result, refuse } from '#kit/result.ts'
import { loadRows } from '#sync/table.server.ts'
import { type Core, write } from '#sync/write.server.ts'
import { discover, exchangeCode, type Issuer, keyOf } from './openid.ts'
import { personOf } from './sign-in-account.ts'

/** Companies' own directories of people: each workspace may have one, set up while everything runs. */
export type Directories = {
  plugin: BetterAuthPlugin
  /** What strangers may sign in through. */
  offered(): Promise<Directory[]>
  /** The workspace of a directory, by the name under which the library knows it; undefined for any other way in. */
  workspaceOf(provider: string): string | undefined
  /** Whether somebody whom the directory knows may enter; who is new becomes a member where that is wanted. */
  admit(workspaceId: string, userId: string): Promise<boolean>
  /** Whether an account may be made for whoever the directory brings. */
  mayCreate(workspaceId: string, email: string): Promise<boolean>
  /** Whether an issuer can be used. Problems: those of `discover`, and `directory-not-secret`. */
  examine(issuer: string): Promise<Result<Issuer>>
}

export type DirectoryParts = {
  core: Core
  key: Buffer
  egress: (trustedOrigins: string[]) => Fetch
  /** Origins that may lie inside, and need no TLS: the operator's choice. */
  trustedOrigins: string[]
}

const PREFIX = 'directory-'
const SCOPES = ['openid', 'profile', 'email']

type Claims = { sub?: unknown; email?: unknown; email_verified?: unknown; name?: unknown }

export function createDirectories({ core, key, egress, trustedOrigins }: DirectoryParts): Directories {
  const fetch = egress(trustedOrigins)
  const { db } = core
  return { plugin: plugin(), offered, workspaceOf, admit, mayCreate, examine }

  function workspaceOf(provider: string): string | undefined {
    const id = provider.startsWith(PREFIX) ? provider.slice(PREFIX.length) : ''
    return isUuid(id) ? id : undefined
  }

  function offered(): Promise<Directory[]> {
    return ownerRows(
      db,
      sql<Directory>`select ${PREFIX} || workspace_id as provider, label from single_sign_on order by label`,
    )
  }

  async function examine(issuer: string): Promise<Result<Issuer>> {
    if (!isSecret(issuer)) return refuse('directory-not-secret')
    const found = await discover(fetch, issuer)
    if (!found.ok) return found
    const { authorization_endpoint, token_endpoint, jwks_uri } = found.value
    const all = [authorization_endpoint, token_endpoint, jwks_uri]
    return all.every(isSecret) ? found : refuse('directory-not-secret')
  }

  function isSecret(url: string): boolean {
    const { protocol, origin } = URL.parse(url) ?? {}
    return protocol === 'https:' || (origin !== undefined && trustedOrigins.includes(origin))
  }

  // The library knows its providers from the start; ours are asked for when they are needed.
  function plugin(): BetterAuthPlugin {
    return {
      id: 'directory',
      hooks: {
        before: [
          {
            matcher: ({ path }) => path === '/sign-in/social' || path === '/callback/:id',
            handler: createAuthMiddleware(async (context) => {
              const name: unknown = context.body?.provider ?? context.params?.id
              const provider = typeof name === 'string' ? await providerOf(name) : undefined
              const { socialProviders } = context.context
              const known = socialProviders.findIndex(({ id }) => id === name)
              if (known >= 0) socialProviders.splice(known, 1)
              if (provider) socialProviders.push(provider)
            }),
          },
        ],
      },
    }
  }

  async function providerOf(name: string): Promise<OAuthProvider<Claims> | undefined> {
    const workspaceId = workspaceOf(name)
    const kept = workspaceId && (await settingsOf(workspaceId))
    const issuer = kept ? await examine(kept.issuer) : undefined
    return kept && issuer?.ok ? provider(name, kept, issuer.value) : undefined
  }

  async function settingsOf(workspaceId: string): Promise<KeptSingleSignOn | undefined> {
    const [kept] = await readWorkspace(db, workspaceId, (tx) =>
      loadRows(tx, singleSignOnTable, [workspaceId]),
    )
    return kept
  }

  function provider(id: string, kept: KeptSingleSignOn, issuer: Issuer): OAuthProvider<Claims> {
    const { clientId } = kept
    const client = { clientId, clientSecret: unseal(key, kept.sealedSecret) }
    const made: OAuthProvider<Claims> = {
      id,
      name: kept.label,
      issuer: issuer.issuer,
      requiresIdTokenNonce: true,
      // Only what comes by the way that we began: no token that a browser brings from elsewhere.
      options: { disableIdTokenSignIn: true },
      idToken: {
        jwks: ({ kid }) => keyOf(fetch, issuer, kid),
        issuer: issuer.issuer,
        audience: clientId,
        algorithms: issuer.id_token_signing_alg_values_supported,
      },
      accountSubject: ({ profile }) => String(profile.sub),
      createAuthorizationURL: ({ state, codeVerifier, redirectURI, idTokenNonce, loginHint }) =>
        createAuthorizationURL({
          id,
          options: client,
          authorizationEndpoint: issuer.authorization_endpoint,
          redirectURI,
          state,
          codeVerifier,
          scopes: SCOPES,
          nonce: idTokenNonce,
          loginHint,
        }),
      validateAuthorizationCode: ({ code, codeVerifier, redirectURI }) =>
        exchangeCode(fetch, issuer, client, { code, codeVerifier, redirectURI }),
      async getUserInfo({ idToken, expectedIdTokenNonce }) {
        const { options: _, ...verifier } = made
        const genuine = idToken && (await verifyProviderIdToken(verifier, idToken, expectedIdTokenNonce))
        return genuine ? identityOf(claimsOf(idToken)) : null
      },
    }
    return made
  }

  async function mayCreate(workspaceId: string, email: string): Promise<boolean> {
    const kept = await settingsOf(workspaceId)
    if (kept?.joins) return true
    const [open] = await ownerRows(
      db,
      sql<{
        id: string
      }>`select id from invitation where workspace_id = ${workspaceId} and email = ${email.toLowerCase()}
        and accepted_at is null and revoked_at is null and expires_at > now() limit 1`,
    )
    return open !== undefined
  }

  async function admit(workspaceId: string, userId: string): Promise<boolean> {
    const known = await ownerRows(
      db,
      sql<{ active: boolean }>`select removed_at is null as active from member
        where workspace_id = ${workspaceId} and user_id = ${userId}`,
    )
    if (known[0]) return known[0].active
    const { name, email } = await personOf(db, userId)
    if (!(await mayCreate(workspaceId, email))) return false
    await write(core, workspaceId, { type: 'member', id: userId }, async (write) => {
      const invitation = await openInvitationFor(write, email)
      await write.rows(sql`select enrol(${userId}, ${userId})`)
      await addMember(write, { id: userId, name, email, role: invitation?.role ?? 'member' })
      if (invitation) await enter(write, invitation, userId)
    })
    return true
  }
}

// An issuer that says nothing of the address has it from the company itself, who chose the issuer.
function identityOf(claims: Claims) {
  const { email, email_verified, name } = claims
  if (typeof email !== 'string') return null
  const called = typeof name === 'string' && name.trim() !== '' ? name.trim() : (email.split('@')[0] ?? email)
  const emailVerified = email_verified !== false && email_verified !== 'false'
  return { user: { email: email.toLowerCase(), name: called.slice(0, 80), emailVerified }, data: claims }
}

// Only of a token whose signature was found good.
function claimsOf(idToken: string): Claims {
  const [, body = ''] = idToken.split('.')
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims // Each claim is looked at before it is used.
}
