import type { FakeTwilioOptions } from '../fake-twilio.ts'
import { sign, type Webhook } from '../fake-twilio.webhooks.ts'
import { type Child, ROOT, runNode } from './child.ts'

/** The fake carrier in a process of its own: it goes on while our app dies. */
export type CarrierProcess = {
  url: string
  account: { accountSid: string; authToken: string }
  accepted(): Promise<Accepted[]>
  /** Any of the fake's operations, by its name. */
  ask(name: string, ...args: unknown[]): Promise<unknown>
  stop(): Promise<void>
}

export type Accepted = { sid: string; from: string; to: string; body: string; statusCallback: string | null }

export async function startCarrier(options: FakeTwilioOptions = {}): Promise<CarrierProcess> {
  const child: Child = runNode([`${ROOT}/test/fake-twilio.ts`, JSON.stringify(options)])
  const { url, accountSid, authToken } = JSON.parse(await child.firstLine)
  return {
    url,
    account: { accountSid, authToken },
    // What the operation of this name answers.
    accepted: async () => (await ask('accepted')) as Accepted[],
    ask,
    stop: () => child.kill('SIGTERM'),
  }

  async function ask(name: string, ...args: unknown[]): Promise<unknown> {
    const response = await fetch(`${url}/_fake/${name}`, { method: 'POST', body: JSON.stringify(args) })
    if (!response.ok) throw new Error(`The fake carrier could not ${name}`)
    return response.json()
  }
}

type Account = CarrierProcess['account']

/** The webhook of a customer's text, with all the fields of a real one. */
export function textWebhook(
  account: Account,
  url: string,
  { sid, from, to, body }: { sid: string; from: string; to: string; body: string },
): Webhook {
  return sign(account, url, {
    ...{ ToCountry: 'US', ToState: 'CA', SmsMessageSid: sid, NumMedia: '0', ToCity: 'SAN FRANCISCO' },
    ...{ FromZip: '94103', SmsSid: sid, FromState: 'CA', SmsStatus: 'received', FromCity: 'SAN FRANCISCO' },
    ...{ Body: body, FromCountry: 'US', To: to, ToZip: '94103', NumSegments: '1', MessageSid: sid },
    ...{ AccountSid: account.accountSid, From: from, ApiVersion: '2010-04-01' },
  })
}

export function statusWebhook(
  account: Account,
  { sid, from, to, statusCallback }: Accepted,
  status: string,
): Webhook {
  return sign(account, statusCallback ?? '', {
    ...{ SmsSid: sid, SmsStatus: status, MessageStatus: status, To: to, MessageSid: sid },
    ...{ AccountSid: account.accountSid, From: from, ApiVersion: '2010-04-01' },
  })
}
