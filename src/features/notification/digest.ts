import { setLetter } from '#features/mail/letter.ts'
import type { Notification } from './notification.ts'
import type { NotificationSetting } from './settings.ts'
import { saidIn, whatOf, wordsIn } from './words.ts'

export type DigestPlace = {
  inbox: string
  hidesTexts: boolean
  links: { open: string; settings: string; mute: string }
  /** The name of a member; undefined when there is none. */
  nameOf(memberId: string): string | undefined
}

const MOST_LINES = 20

/** The letter that tells of what happened in one conversation, oldest first. */
export function digestOf(
  news: readonly Notification[],
  { inbox, hidesTexts, links, nameOf }: DigestPlace,
  language: NotificationSetting['language'],
): { subject: string; text: string; html: string } {
  const words = wordsIn(language)
  const title = news.at(-1)?.title ?? ''
  const subject = hidesTexts ? words.hidden.subject(inbox) : `${title} · ${inbox}`
  const lines = news.slice(-MOST_LINES).map((one) => {
    const said = saidIn(words, one)
    const what = whatOf(words, one, one.actorId === null ? undefined : nameOf(one.actorId))
    return said === '' ? what : `${what}: ${said}`
  })
  const { open, why, settings, mute } = words.mail
  const letter = setLetter({
    title: hidesTexts ? subject : title,
    paragraphs: hidesTexts ? [words.hidden.text] : lines,
    action: { label: open, url: links.open },
    footer: [why(inbox), `${mute}: ${links.mute}`, `${settings}: ${links.settings}`],
  })
  return { subject, ...letter }
}
