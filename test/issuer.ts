import { once } from 'node:events'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'
import { freePort } from './rig/port.ts'

export const CLIENT = { clientId: 'centralita', clientSecret: 'a secret between two servers' }

export type Person = { sub: string; email: string; name?: string; email_verified?: boolean }

/** A company's directory on this machine, which lets in whoever is at its door. */
export type Issuer = {
  url: string
  /** Who is at the door from now on; nobody: they turn away. */
  person: Person | undefined
  close(): Promise<void>
}

export async function startIssuer(redirectUri: string): Promise<Issuer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const provider = new Provider(url, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [redirectUri],
      },
    ],
    cookies: { keys: ['a key of this test alone'] },
    features: { devInteractions: { enabled: false } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...issuer.person, sub }) }),
    interactions: { url: (_, { uid }) => `/at-the-door/${uid}` },
    async loadExistingGrant({ oidc }) {
      const { client, session } = oidc
      if (!client || !session?.accountId) return undefined
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/at-the-door/')) return void answer(request, response)
    const { person } = issuer
    const result = person ? { login: { accountId: person.sub } } : { error: 'access_denied' }
    void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const issuer: Issuer = {
    url,
    person: undefined,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return issuer
}
