/** One letter to one person, in plain text and as HTML. */
export type Mail = {
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
  /** Further headers by their names, such as `List-Unsubscribe`. */
  headers?: Record<string, string>
  /** What mail programs gather into one thread by: `<…@…>` of this letter, and of those that it follows. */
  messageId?: string
  follows?: string[]
}

/**
 * Why a letter did not leave. `no-mail-server`: none is set up. `mail-refused`: the server does not want this letter,
 * now or later. `mail-later`: nobody answered, or it asks to be tried again.
 * `status`: what the mail server answered, when it did.
 */
export type MailFailure = { code: 'no-mail-server' | 'mail-refused' | 'mail-later'; status?: number }
