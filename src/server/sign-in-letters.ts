import { AsyncLocalStorage } from 'node:async_hooks'
import { seal } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { setLetter } from '#features/mail/letter.ts'
import type { Mailer } from '#features/mail/mail.server.ts'
import { administratorsOf } from '#features/member/administrators.server.ts'
import {
  type Change,
  changeLetter,
  resetLetter,
  type SignInLetter,
  verifyLetter,
} from '#features/sign-in/letters.ts'
import { pendingLinkTable } from '#features/sign-in/sign-in.server.ts'
import { type Language, RESET_MS, VERIFY_MS } from '#features/sign-in/sign-in.ts'
import { uuidv7 } from '#kit/id.ts'
import { instant, milliseconds } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import { type Core, write } from '#sync/write.server.ts'
import { membershipOf } from './sign-in-account.ts'
import type { Person } from './sign-in-auth.ts'

/** How links reach people: by letter, or through an owner or admin where there is no mail server. */
export type Letters = {
  /** Runs `work`; letters that it causes are written in this language. */
  in<T>(language: Language, work: () => Promise<T>): Promise<T>
  sendReset(person: Person, token: string): Promise<void>
  sendVerification(person: Person, token: string): Promise<void>
  /** Tells somebody that how they sign in was changed. */
  tellOf(person: Person, change: Change): Promise<void>
}

export type LetterParts = { core: Core; mailer: Mailer; key: Buffer; publicUrl: string }

const SYSTEM: Actor = { type: 'system', id: null }

export function createLetters(parts: LetterParts): Letters {
  const { publicUrl, mailer } = parts
  const spoken = new AsyncLocalStorage<Language>()
  const language = () => spoken.getStore() ?? 'en'
  return {
    in: (language, work) => spoken.run(language, work),
    async sendReset(person, token) {
      // Behind the `#`, which no server and no log ever sees.
      const url = `${publicUrl}/reset#${token}`
      await deliver(parts, person, 'reset', url, resetLetter(language(), { name: person.name, url }))
    },
    async sendVerification(person, token) {
      const url = `${publicUrl}/verify#${token}`
      await deliver(parts, person, 'verify', url, verifyLetter(language(), { name: person.name, url }))
    },
    async tellOf(person, change) {
      // A letter to an address that was never confirmed might tell a stranger.
      if (!mailer.ready || !person.emailVerified) return
      const url = `${publicUrl}/recover`
      await post(mailer, person, changeLetter(language(), { name: person.name, change, url }))
    },
  }
}

async function deliver(
  { core, mailer, key }: LetterParts,
  person: Person,
  kind: 'reset' | 'verify',
  url: string,
  letter: SignInLetter,
): Promise<void> {
  if (mailer.ready) return post(mailer, person, letter)
  const member = await membershipOf(core.db, person.id)
  if (!member) return
  const { memberId } = member
  await write(core, member.workspaceId, SYSTEM, async (write) => {
    const [before] = await write.rows(
      sql<{ id: string }>`select id from pending_link
        where workspace_id = ${member.workspaceId} and member_id = ${memberId} and kind = ${kind}`,
    )
    const [known] = before ? await write.load(pendingLinkTable, [before.id]) : []
    const lasts = kind === 'reset' ? RESET_MS : VERIFY_MS
    const link = {
      id: known?.id ?? uuidv7(),
      memberId,
      kind,
      sealedUrl: seal(key, url),
      createdAt: write.now,
      expiresAt: instant(milliseconds(write.now) + lasts),
    }
    write.save(pendingLinkTable, known, link, await administratorsOf(write))
  })
}

async function post(
  mailer: Mailer,
  { name, email }: Person,
  { subject, letter }: SignInLetter,
): Promise<void> {
  const sent = await mailer.send({ to: { name, address: email }, subject, ...setLetter(letter) })
  if (!sent.ok && sent.error.code === 'mail-later') throw new Error('The mail server did not take a letter')
}
