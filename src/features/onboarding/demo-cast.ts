import { type FailureCode, isFailureCode } from '#channel/failure.ts'
import { between, type Chance, pick, shuffled } from '#kit/random.ts'
import { CHOICES, CUSTOMERS, NAMELESS, SALES, SUPPORT } from './demo-content.ts'

export type Customer = { name: string | null; company: string | null; country: Country; address: string }

/** One thread as it will be told: who with, who answers, what is said, and how it ends. */
export type Episode = {
  inbox: 'support' | 'sales'
  customer: Customer
  author: 'ada' | 'ben' | 'cleo'
  end: Ending
  lines: Line[]
}

export type Ending = 'unread' | 'waiting' | 'open' | 'done' | 'spam'

export type Line =
  | { type: 'in'; text: string; picture: string | null }
  | { type: 'out'; text: string; failure: FailureCode | null }
  | CallLine
  | { type: 'done' }
  | { type: 'pause'; days: number }

/** `sound`: what was recorded of it, or said after the beep; it is as long as that. */
export type CallLine = {
  type: 'call'
  direction: 'in' | 'out'
  ending: 'completed' | 'missed' | 'voicemail' | 'busy' | 'no-answer'
  seconds: number
  sound: string | null
}

/** Every thread of the demo, with a customer for each: nobody writes to one inbox about two things. */
export function castDemo(chance: Chance): Episode[] {
  const customers = shuffled(chance, readCustomers())
  // From opposite ends, so that some customers know both inboxes and each knows one.
  return [
    ...castInbox(chance, 'support', readDialogues(SUPPORT), customers),
    ...castInbox(chance, 'sales', readDialogues(SALES), customers.toReversed()),
  ]
}

type Country = 'us' | 'es' | 'fr' | 'uk'

/** A paragraph of the content before it has a customer. */
export type Dialogue = {
  end: Ending
  language: 'en' | 'es' | 'fr'
  byAda: boolean
  withName: string | null
  /** A matter of every week, that a customer may have had before. */
  routine: boolean
  lines: string[]
}

export function readCustomers(): Customer[] {
  const named = CUSTOMERS.trim().split('\n')
  const nameless = Array.from({ length: NAMELESS }, () => '')
  return [...named, ...nameless].map((line, index) => {
    const [name = '', company = '', country = '', address = ''] = line.split('|').map((part) => part.trim())
    const home = isCountry(country) ? country : 'us'
    return {
      name: name || null,
      company: company || null,
      country: home,
      address: address || numberOf(home, index),
    }
  })
}

export function readDialogues(content: string): Dialogue[] {
  return content
    .trim()
    .split('\n\n')
    .flatMap((paragraph) => {
      const [head = '', ...lines] = paragraph.split('\n')
      const times = Number(/ x(\d+)/.exec(head)?.[1] ?? 1)
      return Array.from({ length: times }, () => ({ ...readHead(head), routine: times > 1, lines }))
    })
}

function readHead(head: string): Omit<Dialogue, 'lines' | 'routine'> {
  const [words = '', withName = null] = head.slice('# '.length).split(' @')
  const [end = '', ...others] = words.split(' ')
  if (!isEnding(end)) throw new Error(`No dialogue ends as ${end}`)
  const language = others.includes('es') ? 'es' : others.includes('fr') ? 'fr' : 'en'
  return { end, language, byAda: others.includes('ada'), withName }
}

function castInbox(
  chance: Chance,
  inbox: Episode['inbox'],
  dialogues: Dialogue[],
  customers: Customer[],
): Episode[] {
  const wanted = new Set(dialogues.map(({ withName }) => withName))
  const free = customers.filter(({ name }) => name === null || !wanted.has(name))
  // Those who can only be strangers choose first.
  const strangersFirst = dialogues.toSorted((a, b) => Number(b.end === 'spam') - Number(a.end === 'spam'))
  return strangersFirst.map((dialogue) => {
    const customer =
      customers.find(({ name }) => name !== null && name === dialogue.withName) ?? take(free, dialogue)
    const adaHelps = dialogue.byAda || chance() < 0.2
    const author = adaHelps ? 'ada' : inbox === 'support' ? 'ben' : 'cleo'
    const lines = [...before(chance, dialogue, dialogues, customer), dialogue].flatMap((part, index) => [
      ...(index > 0 ? interval(chance) : []),
      ...readLines(chance, part, { first: customer.name?.split(' ')[0] ?? '', us: NAMES[author] }),
    ])
    return { inbox, customer, author, end: dialogue.end, lines }
  })
}

const NAMES = { ada: 'Ada', ben: 'Ben', cleo: 'Cleo' }

// Some threads hold an earlier matter, settled weeks ago.
function before(
  chance: Chance,
  { language, withName }: Dialogue,
  dialogues: Dialogue[],
  { name }: Customer,
): Dialogue[] {
  const [first, ...others] = dialogues.filter(({ routine }) => routine)
  const stranger = name === null || language !== 'en' || withName !== null
  return first && !stranger && chance() < 0.4 ? [pick(chance, [first, ...others])] : []
}

function interval(chance: Chance): Line[] {
  return [{ type: 'done' }, { type: 'pause', days: Math.floor(between(chance, 5, 21)) }]
}

function take(free: Customer[], { language, lines, end }: Dialogue): Customer {
  const speaks = { en: ['us', 'uk'], es: ['es'], fr: ['fr'] }[language]
  const greeted = lines.some((line) => line.includes('{first}'))
  // Spam has no name that anybody would have written down; and a greeting needs one.
  const fits = ({ name, country }: Customer) =>
    speaks.includes(country) && (end === 'spam' ? name === null : name !== null || !greeted)
  const index = free.findIndex(fits)
  const [customer] = free.splice(index, 1)
  if (index < 0 || !customer) throw new Error(`There is no customer left for: ${lines[0]}`)
  return customer
}

function readLines(chance: Chance, { lines }: Dialogue, names: Record<string, string>): Line[] {
  const chosen = new Map(Object.entries(names))
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, slot: string) => fillSlot(chance, chosen, slot))
  return lines.map((line) => readLine(fill(line)))
}

function fillSlot(chance: Chance, chosen: Map<string, string>, slot: string): string {
  const known = chosen.get(slot)
  if (known !== undefined) return known
  const [first, ...others] = CHOICES[slot] ?? []
  if (first === undefined) throw new Error(`Nothing can stand for {${slot}}`)
  const choice = pick(chance, [first, ...others])
  chosen.set(slot, choice)
  return choice
}

function readLine(line: string): Line {
  if (line === '~') return { type: 'pause', days: 1 }
  if (line === '✓') return { type: 'done' }
  if (line.startsWith('☎')) return readCall(line)
  const [, side, picture = null, code = '', text = ''] = LINE.exec(line) ?? []
  if (side === '<') return { type: 'in', text, picture }
  if (side === '>') return { type: 'out', text, failure: isFailureCode(code) ? code : null }
  throw new Error(`Not a line of a dialogue: ${line}`)
}

const LINE = /^([<>]) (?:\[([\w-]+)\] )?(?:!([\w-]+) )?(.+)$/

function readCall(line: string): CallLine {
  const [, what, minutes, seconds = 0, sound = null] = CALL.exec(line) ?? []
  const how = ENDINGS.find((ending) => line.includes(ending))
  if (what === undefined) throw new Error(`Not a call: ${line}`)
  const lasted = minutes === undefined ? 0 : 60 * Number(minutes) + Number(seconds)
  const direction = what === 'out' ? 'out' : 'in'
  return { type: 'call', direction, ending: how ?? 'completed', seconds: lasted, sound }
}

const ENDINGS = ['missed', 'voicemail', 'busy', 'no-answer'] as const
const CALL = /^☎ (in|out|missed|voicemail)(?: (\d+):(\d\d))?(?: (?:busy|no-answer))?(?: \[([\w-]+)\])?$/

// Ranges kept for fiction where a country has one. Endings from 95 are for customers who cannot be reached.
function numberOf(country: Country, index: number): string {
  const two = String((index * 37) % 95).padStart(2, '0')
  if (country === 'es') return `+346120004${two}`
  if (country === 'fr') return `+336399812${two}`
  if (country === 'uk') return `+447700900${1 + (index % 9)}${two}`
  const area = AREAS[index % AREAS.length]
  return area === '415' ? `+1415555${60 + Math.floor(index / AREAS.length)}${two}` : `+1${area}55501${two}`
}

const AREAS = ['415', '628', '510', '650', '415', '408', '707', '925', '415', '831', '503', '206']

function isCountry(text: string): text is Country {
  return ['us', 'es', 'fr', 'uk'].includes(text)
}

function isEnding(text: string): text is Ending {
  return ['unread', 'waiting', 'open', 'done', 'spam'].includes(text)
}
