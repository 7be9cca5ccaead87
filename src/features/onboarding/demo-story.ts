import type { DeliveryStatus } from '#channel/event.ts'
import type { FailureCode } from '#channel/failure.ts'
import type { Call } from '#features/call/call.ts'
import type { CallWords } from '#features/call/words.ts'
import { type ConsentEntry, consented } from '#features/consent/consent.ts'
import { saidIn } from '#features/consent/wish.ts'
import { type Contact, contactLabels, UNSAID } from '#features/contact/contact.ts'
import { doneCommand, readCommand, spamCommand } from '#features/conversation/conversation.api.ts'
import {
  begin,
  type Conversation,
  conversationType,
  type StoredConversation,
} from '#features/conversation/conversation.ts'
import { INBOX_DEFAULTS, inboxType } from '#features/inbox/inbox.ts'
import { beginAttempt, giveUp, progress } from '#features/message/delivery.ts'
import { sendCommand } from '#features/message/message.api.ts'
import {
  type Media,
  type Message,
  messageType,
  NEVER_TRIED,
  type StoredMessage,
} from '#features/message/message.ts'
import { receiveText } from '#features/message/received.ts'
import { displayPhone } from '#kit/phone.ts'
import type { Chance } from '#kit/random.ts'
import { type Instant, instant } from '#kit/time.ts'
import type { Command, Rows, SavedRow } from '#sync/command.ts'
import type { Actor, EventDraft } from '#sync/event.ts'
import type { SyncedRow, SyncedType } from '#sync/synced.ts'
import { tellCall } from './demo-calls.ts'
import { type CallLine, type Customer, castDemo, type Episode, type Line } from './demo-cast.ts'
import type { DemoSound } from './demo-sounds.ts'
import { type Clock, datedEpisodes } from './demo-times.ts'

/** Who and what the story needs to be there: ids of members, and where each inbox's texts arrive. */
export type Scene = {
  members: { ada: string; ben: string; cleo: string }
  support: Place
  sales: Place
  pictures: Record<string, Media>
  sounds: Record<string, DemoSound>
  /** Ids of the tags that the shop uses. */
  tags: string[]
  /** A new id of something that happened at a time. */
  id(at: number): string
}

export type Place = { inboxId: string; lineId: string; address: string }

/** Everything that the business has lived through in sixty days, as the product would have kept it. */
export type Story = {
  contacts: { contact: Contact; address: string; inboxIds: string[] }[]
  conversations: StoredConversation[]
  messages: { message: StoredMessage; inboxId: string }[]
  calls: { call: Call; words: CallWords | null; sound: DemoSound | undefined; inboxId: string }[]
  events: (EventDraft & { at: string })[]
  consents: { contactId: string; entry: ConsentEntry }[]
}

export function tellStory(chance: Chance, scene: Scene, clock: Clock): Story {
  const story: Story = {
    contacts: [],
    conversations: [],
    messages: [],
    calls: [],
    events: [],
    consents: [],
  }
  const known = new Map<Customer, Story['contacts'][number]>()
  for (const { episode, times } of datedEpisodes(chance, castDemo(chance), clock)) {
    const place = scene[episode.inbox]
    const { contact } = introduce(story, known, scene, episode.customer, { place, at: times[0] ?? clock.now })
    tell(story, scene, episode, times, contact)
  }
  return story
}

function introduce(
  story: Story,
  known: Map<Customer, Story['contacts'][number]>,
  { id }: Scene,
  customer: Customer,
  { place, at }: { place: Place; at: number },
): Story['contacts'][number] {
  const { name, company, address } = customer
  const met = instant(at)
  const entry = known.get(customer) ?? {
    contact: { id: id(at), name, company, properties: {}, ...UNSAID, createdAt: met, updatedAt: met },
    address,
    inboxIds: [],
  }
  if (!known.has(customer)) story.contacts.push(entry)
  known.set(customer, entry)
  entry.inboxIds.push(place.inboxId)
  if (met < entry.contact.createdAt) Object.assign(entry.contact, { createdAt: met, updatedAt: met })
  return entry
}

// In a day's middle some have been handed out and marked.
function furnish(conversation: Conversation, { members, support, tags }: Scene, index: number): Conversation {
  if (conversation.status === 'spam') return conversation
  const agent = conversation.inboxId === support.inboxId ? members.ben : members.cleo
  const tagged = index % 6 === 0 ? [tags[(index / 6) % tags.length] ?? ''] : []
  const own = index % 4 === 1 ? members.ada : null
  return { ...conversation, tagIds: tagged, assigneeId: index % 4 === 2 ? agent : own }
}

/** One thread while it is being told. */
type Telling = {
  story: Story
  scene: Scene
  episode: Episode
  contact: Contact
  conversation: Conversation
  at: number
}

function tell(story: Story, scene: Scene, episode: Episode, times: number[], contact: Contact): void {
  const { inboxId, lineId, address } = scene[episode.inbox]
  const start = times[0] ?? 0
  const participants = [episode.customer.address]
  const place = { inboxId, lineId, contactId: contact.id, participants }
  const display = displayPhone(episode.customer.address, address)
  const conversation = begin({ ...place, id: scene.id(start), display }, instant(start))
  const telling: Telling = { story, scene, episode, contact, conversation, at: start }
  episode.lines.forEach((line, index) => {
    telling.at = times[index] ?? telling.at
    say(telling, line)
  })
  end(telling)
  const furnished = furnish(telling.conversation, scene, story.conversations.length)
  story.conversations.push({ ...furnished, contactLabels: contactLabels(contact) })
}

function say(telling: Telling, line: Line): void {
  if (line.type === 'in') hear(telling, line)
  if (line.type === 'out') answer(telling, line)
  if (line.type === 'done') act(telling, doneCommand)
  if (line.type === 'call') call(telling, line)
}

const MOMENT_MS = 20_000

function end(telling: Telling): void {
  const { end } = telling.episode
  if (end === 'waiting' || end === 'open') act(telling, readCommand, telling.at + MOMENT_MS)
  if (end === 'done') act(telling, doneCommand, telling.at + MOMENT_MS)
  if (end === 'spam') act(telling, spamCommand, telling.at + MOMENT_MS)
}

function hear(telling: Telling, { text, picture }: Line & { type: 'in' }): void {
  const { story, scene, episode, conversation, at } = telling
  const now = instant(at)
  const id = scene.id(at)
  const files = picture === null ? [] : [pictureOf(scene, picture)]
  const { lineId, inboxId } = conversation
  const to = scene[episode.inbox].address
  const media = files.map(({ type }) => ({ type, url: '' }))
  const words = { providerMessageId: id, to, from: episode.customer.address, text, media, at: now }
  const received = receiveText(conversation, { type: 'message-received', ...words }, { id, lineId }, now)
  telling.conversation = received.conversation
  story.messages.push({ message: { ...received.message, media: files }, inboxId })
  story.events.push({ ...received.event, by: CUSTOMER, at: now })
  heed(telling, id, text)
}

// What they have said of our texts counts at once.
function heed(telling: Telling, messageId: string, text: string): void {
  const { story, contact, conversation } = telling
  const at = instant(telling.at)
  const said = saidIn({ id: messageId, text }, conversation.id, at)
  const after = said && consented({ conversation, contact }, said, CUSTOMER)
  if (!said || !after) return
  Object.assign(contact, after.contact)
  telling.conversation = after.conversation
  story.consents.push({ contactId: contact.id, entry: said })
  story.events.push({ ...after.event, at })
}

function call(telling: Telling, line: CallLine): void {
  const { story, scene, episode, conversation, at } = telling
  const { members, sounds, id } = scene
  const { inbox, author, end, customer } = episode
  const sound = line.sound === null ? undefined : sounds[line.sound]
  const told = tellCall(
    line,
    {
      conversation,
      number: customer.address,
      memberIds: [members.ada, inbox === 'support' ? members.ben : members.cleo],
      authorId: members[author],
      unheard: end === 'unread',
      sound,
      id,
    },
    at,
  )
  const { call, words, events, until } = told
  story.calls.push({ call, words, sound, inboxId: conversation.inboxId })
  story.events.push(...events)
  telling.conversation = told.conversation
  telling.at = until
}

function pictureOf({ pictures }: Scene, name: string): Media {
  const picture = pictures[name]
  if (!picture) throw new Error(`There is no picture ${name}`)
  return picture
}

function answer(telling: Telling, { text, failure }: Line & { type: 'out' }): void {
  const { story, scene, at } = telling
  // Whoever answers has opened the thread before.
  act(telling, readCommand, at - MOMENT_MS)
  const messageId = scene.id(at)
  const { id: conversationId, inboxId } = telling.conversation
  const said = decide(telling, sendCommand, { messageId, conversationId, text, thenDone: false }, at)
  for (const { type, row } of said) {
    // The only message that sending decides on is a message.
    if (type === messageType)
      story.messages.push({ message: carry(telling, row as Message, failure), inboxId })
  }
}

// The way of a text of ours through the provider, a step every half second.
function carry(
  { story, conversation, at }: Telling,
  sent: Message,
  failure: FailureCode | null,
): StoredMessage {
  const { inboxId, id: conversationId } = conversation
  const times = [0.4, 0.8, 1.3, 2.1].map((seconds) => instant(at + 1_000 * seconds))
  let message: StoredMessage = { ...NEVER_TRIED, ...sent }
  for (const [index, step] of stepsOf(sent.id, failure).entries()) {
    const now = times[index] ?? instant(at)
    message = step(message, now)
    const data = message.failureCode ? { failureCode: message.failureCode } : {}
    const event = { type: `message.${message.status}`, inboxId, conversationId, subjectId: sent.id, data }
    story.events.push({ ...event, by: SYSTEM, at: now })
  }
  return message
}

type Step = (message: StoredMessage, now: Instant) => StoredMessage

function stepsOf(providerMessageId: string, failure: FailureCode | null): Step[] {
  if (failure === 'opted-out')
    return [beginAttempt, (message, now) => giveUp(message, { code: failure }, now)]
  const report =
    (status: DeliveryStatus): Step =>
    (message, now) =>
      progress(message, { status, failure: failure && { code: failure }, providerMessageId }, now)
  return [beginAttempt, report('accepted'), report('sent'), report(failure ? 'failed' : 'delivered')]
}

const SYSTEM: Actor = { type: 'system', id: null }
const CUSTOMER: Actor = { type: 'customer', id: null }

function act(telling: Telling, command: Command<{ ids: string[] }>, at = telling.at): void {
  decide(telling, command, { ids: [telling.conversation.id] }, at)
}

// What the member's click would have done, decided by the command itself.
function decide<Input>(
  telling: Telling,
  { name, decide }: Command<Input>,
  input: Input,
  at: number,
): SavedRow[] {
  const { story, scene, episode, conversation } = telling
  const actor: Actor = { type: 'member', id: scene.members[episode.author] }
  const decided = decide(holding(conversation), input, { actor, now: instant(at) })
  if (!decided.ok) throw new Error(`${name} was refused: ${decided.error.code}`)
  story.events.push(...decided.value.events.map((event) => ({ ...event, by: actor, at: instant(at) })))
  for (const { type, row } of decided.value.saved) {
    // A row of that type, by the type that it is saved under.
    if (type === conversationType) telling.conversation = row as Conversation
  }
  return decided.value.saved
}

function holding(conversation: Conversation): Rows {
  const place = { ...INBOX_DEFAULTS, id: conversation.inboxId, name: '', emoji: '', position: 0 }
  const held = new Map<string, SyncedRow>([
    [conversationType.name, conversation],
    [inboxType.name, place],
  ])
  // A thread and where it is, each by the type that it is asked by.
  return { get: <Row extends SyncedRow>({ name }: SyncedType<Row>) => held.get(name) as Row | undefined }
}
