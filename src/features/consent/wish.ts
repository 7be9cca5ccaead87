import type { Instant } from '#kit/time.ts'
import type { ConsentEntry } from './consent.ts'

/** What a text says of our texts: that they shall end, that they shall come again, or perhaps that they shall end. */
export type Wish = 'out' | 'in' | 'perhaps-out'

// Alone in a text, these are meant for us: what carriers listen to, what the law names, and the same in Spanish and French.
const OUT = words(`
  stop, stopall, stop all, unsubscribe, cancel, end, quit, revoke, optout, opt out
  alto, parar, baja, cancelar, detener, salir, terminar, fin, desuscribir, desuscribirme, dar de baja, darme de baja
  arret, arreter, arretez, annuler, desabonner, me desabonner, desabonnement, desinscrire, desinscription, quitter, stop sms`)
const IN = words(`
  start, unstop, optin, opt in, subscribe, resubscribe
  alta, iniciar, reanudar, suscribir, suscribirme, dar de alta, darme de alta
  demarrer, reprendre, abonner, abonnement, m abonner, s abonner, inscription`)

// A carrier here or there listens to them, and people say them of other things as well.
const PERHAPS = words(`
  remove, td, enough, no more, arrete, aret, assez, ca suffit, para, pare, paren, basta, detente, no mas, remover`)

export function wishIn(text: string): Wish | undefined {
  const said = plain(text.slice(0, LONGEST))
  if (OUT.has(said)) return 'out'
  if (IN.has(said)) return 'in'
  return isLikely(said) ? 'perhaps-out' : undefined
}

const TYPES = { out: 'out', in: 'in', 'perhaps-out': 'asked' } as const satisfies Record<
  Wish,
  ConsentEntry['type']
>

/** What a customer has said with a text of theirs, if it is about ours. Of a keyword, the very words. */
export function saidIn(
  { id: messageId, text }: { id: string; text: string },
  conversationId: string,
  at: Instant,
): ConsentEntry | undefined {
  const wish = wishIn(text)
  if (!wish) return undefined
  const words = wish === 'perhaps-out' ? null : text.trim().slice(0, LONGEST_WORDS)
  return { type: TYPES[wish], source: 'words', memberId: null, conversationId, messageId, words, at }
}

const LONGEST = 1_600
const LONGEST_WORDS = 40

/** Without accents, capitals, punctuation and pictures, its words one space apart. */
export function plain(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return letters.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}

// Around a keyword, these say nothing else.
const FILLERS = words(`
  please, pls, plz, now, just, it, this, that, already, thanks, thank, you, ok, okay, hey, hi, hello, no, me, i, said, the, to, want, all, and
  por, favor, ya, gracias, hola, esto, quiero, no, mas, de, una, vez
  svp, merci, bonjour, maintenant, ca, tout, s, il, vous, te, plait, je, veux, ok, de`)

const MESSAGES =
  'text(s|ing|ings)?|txt(s|ing)?|messag(e|es|ing)|msgs?|sms|contact(ing)?|writing|calling|sending|spam(ming)?|bothering'

const LIKELY = [
  // English
  `stop (all |with |the |these |those |your |sending |any |more )*(me )?(the |these |those |your |any |more )*(${MESSAGES})`,
  `(quit|cease|end|cancel) (all |the |these |those |your |sending |any |more )*(me )?(${MESSAGES})`,
  '(do not|don t|dont|never) (ever )?(text|txt|message|msg|contact|write|call|send|bother)( to)? (me|us|this|anything|any)',
  'no more (text|txt|message|msg|sms)s?',
  '(unsub|unsubscribe|unsubscribed|unsuscribe)( me)?',
  'opt(ing|ed)? (me |us )?out',
  '(take|get) (me|us|my number|this number) off',
  '(remove|delete|erase) (me|us|my (phone )?number|this number)',
  'leave (me|us) alone',
  // Spanish
  'no me (escrib(a|an|as)|(mand|llam|contact|molest|envi|texte)(e|en|es))',
  'no (me )?(vuelvan?|vuelvas) a (escrib|mand|envi|llam|contact|molest)\\w*',
  '(deja|dejen|deje|dejad|dejar|paren?) (ya )?de (escrib|mand|envi|llam|contact|molest|text)\\w*',
  '(no (quiero|deseo|queremos)) (recibir|mas (mensajes|textos|sms)|sus mensajes)',
  'no mas (mensajes|textos|sms)',
  '(quit|borr|elimin|sac)(a|e|en|ar)(me|nos) (de|ya)',
  '(borr|elimin)(a|e|en|ar) mi numero',
  '(da|de|den|dar|quiero dar)(me|nos)? de baja',
  '(dejame|dejenme|dejeme) en paz',
  // French
  '(arret\\w*|cess\\w*) (tout de suite )?(de |d )(m |me |nous )?(ecri|envoy|contact|text|appel|harcel|derang)\\w*',
  'arret\\w* (vos|les|ces|tous les|avec les|avec vos) (messages|sms|textos|appels)',
  '(ne )?(m|nous) (ecris|ecrivez|envoie|envoyez|appelez) (plus|pas)',
  '(ne )?me (contact|text|derang|harcel|rappel)\\w* (plus|pas)',
  'plus de (messages|sms|textos)',
  'ne (veux|souhaite|desire) (plus|pas) (recevoir|de (messages|sms|textos)|de vos)',
  '(me )?(desabonn|desinscri)\\w*',
  '(retire|enleve|supprime)[rz]? (moi|mon numero)',
  '(laisse|laissez|fichez|foutez) (moi|nous) (tranquille|la paix)',
].map((pattern) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, 'u'))

// The opposite of it.
const KEEP =
  /(?<!\p{L})((don t|dont|do not|never|cannot|can t|won t) (stop|quit|end|cancel|unsubscribe)|no (paren|dejen|deje|dejes) de|n arret\w* (pas|jamais))/u

function isLikely(said: string): boolean {
  if (KEEP.test(said)) return false
  return PERHAPS.has(said) || LIKELY.some((pattern) => pattern.test(said)) || isAlmostKeyword(said)
}

const MOST_WORDS = 6
const AMBIGUOUS = words('end, cancel, baja, alto, fin, salir, cancelar, terminar, annuler, quitter')

// Hardly more than a keyword, or one that was not quite hit.
function isAlmostKeyword(said: string): boolean {
  const spoken = said.split(' ')
  if (spoken.length > MOST_WORDS) return false
  const rest = spoken.filter((word) => !FILLERS.has(word))
  const [only] = rest
  if (only === undefined || rest.length > 1) return false
  if (OUT.has(only)) return !AMBIGUOUS.has(only)
  return spoken.length <= 3 && isMisspelt(only)
}

// What people miss on small keys, and the words beside it that mean something else.
const SPELT = ['stop', 'unsubscribe', 'cancel', 'parar', 'cancelar', 'arreter', 'desabonner']
const OTHER_WORDS = words(`
  shop, step, top, tops, stow, slop, stoop, atop, strop, chop, prop, drop, crop, tool, stock, story, store, sport, spot, stood, shot,
  cancels, cancelled, canceled, cancer, subscribe, subscribed, resubscribe, parada, pagar, pasar, parir, cancelara, cancelado, cancelada, stomp`)

function isMisspelt(word: string): boolean {
  if (OTHER_WORDS.has(word) || IN.has(word)) return false
  const single = word.replace(/0/g, 'o').replace(/(.)\1+/gu, '$1')
  return SPELT.some((wanted) => {
    const near = wanted.replace(/(.)\1+/gu, '$1')
    return single === near || (word.length >= 3 && steps(single, near) <= (near.length > 6 ? 2 : 1))
  })
}

/** How many letters are missing, too many, wrong, or in each other's place. */
function steps(a: string, b: string): number {
  const rows = [...Array(a.length + 1).keys()].map((i) => [i, ...Array(b.length).fill(0)] as number[])
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let j = 1; j <= b.length; j++) rows[0]?.splice(j, 1, j)
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const changed = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, changed)
      rows[i]?.splice(j, 1, swapped ? Math.min(least, at(i - 2, j - 2) + 1) : least)
    }
  return at(a.length, b.length)
}

function words(list: string): ReadonlySet<string> {
  const all = list.split(/[,\n]/).map((word) => word.trim())
  return new Set(all.filter((word) => word !== ''))
}
