import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A mail server on this machine, and everybody's letter box. */
export type MailServer = {
  url: string
  /** The letters to one address, oldest first, as a mail program reads them. */
  lettersTo(address: string): Email[]
  /** Resolves with the next letter to this address that nobody has waited for yet. */
  nextTo(address: string): Promise<Email>
  /** From now on answers every letter with this status (`451` not now, `550` never), or takes them again. */
  refuse(status: number | undefined): void
  close(): Promise<void>
}

type Received = { email: Email; to: string; read: boolean }

export async function startMailServer(): Promise<MailServer> {
  const received: Received[] = []
  let status: number | undefined
  let waiting: (() => void)[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      void take(
        stream,
        envelope.rcptTo.map(({ address }) => address),
      ).then(() => done(), done)
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo // It listens on TCP.

  return {
    url: `smtp://127.0.0.1:${port}`,
    lettersTo: (address) => received.filter(({ to }) => to === address).map(({ email }) => email),
    nextTo,
    refuse: (next) => void (status = next),
    close: () => new Promise((closed) => server.close(closed)),
  }

  async function take(stream: AsyncIterable<Uint8Array>, to: string[]): Promise<void> {
    const chunks: Uint8Array[] = []
    for await (const chunk of stream) chunks.push(chunk)
    if (status !== undefined) throw Object.assign(new Error('Not this one'), { responseCode: status })
    const email = await PostalMime.parse(Buffer.concat(chunks))
    received.push(...to.map((address) => ({ email, to: address, read: false })))
    for (const wake of waiting) wake()
    waiting = []
  }

  async function nextTo(address: string): Promise<Email> {
    for (;;) {
      const next = received.find(({ to, read }) => to === address && !read)
      if (next) {
        next.read = true
        return next.email
      }
      await new Promise<void>((wake) => waiting.push(wake))
    }
  }
}
