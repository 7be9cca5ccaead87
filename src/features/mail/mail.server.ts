import { createTransport } from 'nodemailer'
import { isLoopbackHost } from '#kit/host.ts'
import { fail, ok, type Result } from '#kit/result.ts'
import type { Mail, MailFailure } from './mail.ts'

/** The way to people's letter boxes. */
export type Mailer = {
  /** Whether there is a mail server at all; without one every letter is refused. */
  ready: boolean
  /** Resolves when the mail server has taken the letter over, with its `Message-ID`. */
  send(mail: Mail): Promise<Result<{ messageId: string }, MailFailure>>
  close(): void
}

export type MailSettings = { SMTP_URL?: string | undefined; MAIL_FROM?: string | undefined }

const ANSWERS_WITHIN_MS = 15_000

/** Without `MAIL_FROM`, letters come from the host of `publicUrl`, which reads no answers. */
export function createMailer({ SMTP_URL, MAIL_FROM }: MailSettings, publicUrl: string): Mailer {
  if (SMTP_URL === undefined) return NO_MAILER
  const from = MAIL_FROM ?? `Centralita <no-reply@${new URL(publicUrl).hostname}>`
  const transport = createTransport(
    {
      url: SMTP_URL,
      requireTLS: mustBeSecret(SMTP_URL),
      connectionTimeout: ANSWERS_WITHIN_MS,
      greetingTimeout: ANSWERS_WITHIN_MS,
      socketTimeout: ANSWERS_WITHIN_MS,
      // What a letter is made of is in the letter: nothing is read from the disk or the network for it.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  )
  return { ready: true, send, close: () => transport.close() }

  async function send({ to, follows = [], headers = {}, ...mail }: Mail) {
    try {
      const sent = await transport.sendMail({
        ...mail,
        to,
        headers: { 'Auto-Submitted': 'auto-generated', ...headers },
        ...(follows.length > 0 ? { inReplyTo: follows.at(-1), references: follows } : {}),
      })
      return ok({ messageId: sent.messageId })
    } catch (error) {
      return fail(failureOf(error))
    }
  }
}

const NO_MAILER: Mailer = {
  ready: false,
  send: async () => fail({ code: 'no-mail-server' }),
  close() {},
}

// A password must not go over the network for everybody to read.
function mustBeSecret(smtpUrl: string): boolean {
  const { username, hostname } = new URL(smtpUrl)
  return username !== '' && !isLoopbackHost(hostname)
}

// SMTP's 5xx is for good; 4xx, and whatever is not an answer, may go better later.
function failureOf(error: unknown): MailFailure {
  const status = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
  return { code: status >= 500 ? 'mail-refused' : 'mail-later', ...(status > 0 ? { status } : {}) }
}
