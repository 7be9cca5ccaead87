import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '#test/mail-server.ts'
import { setLetter } from './letter.ts'
import { createMailer, type Mailer } from './mail.server.ts'
import type { Mail } from './mail.ts'

let server: MailServer
let mailer: Mailer

beforeAll(async () => {
  server = await startMailServer()
  mailer = createMailer(
    { SMTP_URL: server.url, MAIL_FROM: 'Mills & Co <team@mills.example>' },
    'http://x.example',
  )
})
afterAll(async () => {
  mailer.close()
  await server.close()
})

const LETTER = setLetter({
  title: 'Hello <Ben>',
  paragraphs: ['Dora wrote & waits.'],
  action: { label: 'Open', url: 'https://x.example/?a=1&b=2' },
  footer: ['You can turn this off.'],
})

function mail(more: Partial<Mail> = {}): Mail {
  return { to: { name: 'Ben', address: 'ben@example.com' }, subject: 'Ünïcode ✓', ...LETTER, ...more }
}

test('a letter arrives as text and as HTML, from whom the settings say', async () => {
  expect((await mailer.send(mail())).ok).toBe(true)
  const letter = await server.nextTo('ben@example.com')
  expect(letter.subject).toBe('Ünïcode ✓')
  expect(letter.from).toMatchObject({ name: 'Mills & Co', address: 'team@mills.example' })
  expect(letter.text).toContain('Hello <Ben>\n\nDora wrote & waits.\n\nOpen:\nhttps://x.example/?a=1&b=2')
  expect(letter.html).toContain('Hello &#60;Ben&#62;')
  expect(letter.html).toContain('href="https://x.example/?a=1&#38;b=2"')
  expect(header(letter, 'auto-submitted')).toBe('auto-generated')
})

test('letters about one thing make a thread, and carry headers of their own', async () => {
  const first = await mailer.send(mail({ messageId: '<one@mills.example>' }))
  expect(first).toEqual({ ok: true, value: { messageId: '<one@mills.example>' } })
  await server.nextTo('ben@example.com')
  const headers = { 'List-Unsubscribe': '<https://x.example/mute>' }
  await mailer.send(mail({ messageId: '<two@mills.example>', follows: ['<one@mills.example>'], headers }))
  const letter = await server.nextTo('ben@example.com')
  expect(letter.inReplyTo).toBe('<one@mills.example>')
  expect(letter.references).toBe('<one@mills.example>')
  expect(header(letter, 'list-unsubscribe')).toBe('<https://x.example/mute>')
})

test('a name or a subject with a line break adds no header and no reader', async () => {
  const to = { name: 'Ben\r\nBcc: mallory@example.com', address: 'ben@example.com' }
  await mailer.send(mail({ to, subject: 'Hello\r\nBcc: mallory@example.com' }))
  const letter = await server.nextTo('ben@example.com')
  expect(letter.bcc ?? []).toEqual([])
  expect(server.lettersTo('mallory@example.com')).toEqual([])
})

test('what the mail server never takes is told apart from what it takes later', async () => {
  server.refuse(550)
  expect(await mailer.send(mail())).toEqual({ ok: false, error: { code: 'mail-refused', status: 550 } })
  server.refuse(451)
  expect(await mailer.send(mail())).toEqual({ ok: false, error: { code: 'mail-later', status: 451 } })
  server.refuse(undefined)
  const nobody = createMailer({ SMTP_URL: 'smtp://127.0.0.1:9' }, 'http://x.example')
  expect(await nobody.send(mail())).toEqual({ ok: false, error: { code: 'mail-later' } })
  nobody.close()
})

test('without a mail server there is no pretence of one', async () => {
  const none = createMailer({}, 'http://x.example')
  expect(none.ready).toBe(false)
  expect(await none.send(mail())).toEqual({ ok: false, error: { code: 'no-mail-server' } })
})

function header(letter: Awaited<ReturnType<MailServer['nextTo']>>, name: string): string | undefined {
  return letter.headers.find(({ key }) => key === name)?.value
}
