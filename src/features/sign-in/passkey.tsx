import { fail, type Result } from '#kit/result.ts'
import { type Refusal, request } from '#ui/request.ts'

/** A passkey belongs to a site's name: where the address is a number, there are none. */
export function canUsePasskeys(): boolean {
  const named = !/^[\d.]+$|^\[/.test(location.hostname)
  return (
    named && typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential
  )
}

/** Signs in with one of the passkeys that this device knows of. */
export async function signInWithPasskey(): Promise<Result<unknown, Refusal>> {
  const options = await request('/api/auth/passkey/generate-authenticate-options')
  if (!options.ok) return options
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options.value as PublicKeyCredentialRequestOptionsJSON, // Made for the browser by the library.
  )
  const response = await asJson(navigator.credentials.get({ publicKey }))
  return response ? request('/api/auth/passkey/verify-authentication', { response }) : NONE
}

/** Makes a passkey on this device, or on one that it can reach. */
export async function addPasskey(name: string): Promise<Result<unknown, Refusal>> {
  const options = await request('/api/auth/passkey/generate-register-options')
  if (!options.ok) return options
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options.value as PublicKeyCredentialCreationOptionsJSON, // Made for the browser by the library.
  )
  const response = await asJson(navigator.credentials.create({ publicKey }))
  return response ? request('/api/auth/passkey/verify-registration', { response, name }) : NONE
}

const NONE = fail({ code: 'no-passkey' })

// The person may turn away, or the device may know of none: the browser does not say which.
async function asJson(asked: Promise<Credential | null>): Promise<unknown> {
  const credential = await asked.catch(() => null)
  return credential instanceof PublicKeyCredential ? credential.toJSON() : undefined
}
