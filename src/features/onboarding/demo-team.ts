import type { Comment } from '#features/comment/comment.ts'
import { beginNote, react } from '#features/comment/note.ts'
import { annotate } from '#features/conversation/conversation.ts'
import {
  addItem,
  beginChat,
  type Chat,
  type ChatMember,
  type ChatMessage,
  chatMemberId,
  directChatId,
} from '#features/team/chat.ts'
import { instant, milliseconds } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import type { Scene, Story } from './demo-story.ts'

/** What the people of the demo say among themselves. */
export type TeamStory = {
  comments: { comment: Comment; inboxId: string }[]
  chats: { chat: Chat; members: ChatMember[]; messages: ChatMessage[] }[]
}

type Name = keyof Scene['members']

/** After the last text of a customer's thread: the first thing, and what was answered, a minute later each. */
const COMMENTS: { about: string; said: { by: Name; text: string; liked?: Name }[] }[] = [
  {
    about: 'Dora Mills',
    said: [
      { by: 'ada', text: '@Ben have we a bottom bracket for her green one? The crank was new in spring.' },
      { by: 'ben', text: 'One left, put aside for Wednesday.', liked: 'ada' },
    ],
  },
  {
    about: 'Rupert Langley',
    said: [
      { by: 'cleo', text: '@Ada the 14 are blocked in the calendar. Three Ospreys for the guides?' },
      { by: 'ada', text: 'Yes, and take the helmets from the school set.', liked: 'cleo' },
    ],
  },
  {
    about: 'Dale Hutchins',
    said: [{ by: 'ada', text: 'Terms are net 30. @Cleo please hold five Junipers from the next delivery.' }],
  },
]

/** So many minutes ago each line of it was said. `name`: what a group is called; null is a chat of two. */
const CHATS: { name: string | null; people: Name[]; said: { by: Name; text: string; ago: number }[] }[] = [
  {
    name: 'Workshop',
    people: ['ada', 'ben', 'cleo'],
    said: [
      { by: 'ada', text: 'Holiday hours are up on the door: closed on the 25th and the 1st.', ago: 1_630 },
      { by: 'ben', text: 'Truing stand is back from repair 🎉', ago: 1_590 },
      { by: 'cleo', text: '@Ben could you build up the poppy red demo bike by Friday?', ago: 220 },
      { by: 'ben', text: 'Thursday evening, if the saddle comes.', ago: 205 },
    ],
  },
  {
    name: null,
    people: ['ada', 'ben'],
    said: [
      { by: 'ben', text: 'Can I leave at four today? School play.', ago: 185 },
      { by: 'ada', text: 'Of course. I take the counter. Break a leg!', ago: 181 },
    ],
  },
]

const MINUTE = 60_000

/** Adds it to the story, whose threads count what is said in them. Everybody has read all of it. */
export function tellTeam(story: Story, scene: Scene, now: number): TeamStory {
  return {
    comments: COMMENTS.flatMap(({ about, said }) =>
      said.map((line) => comment(story, scene, now, { about, ...line })),
    ),
    chats: CHATS.map((chat) => tellChat(scene, now, chat)),
  }
}

function comment(
  story: Story,
  scene: Scene,
  now: number,
  { about, by, text, liked }: { about: string } & (typeof COMMENTS)[number]['said'][number],
): TeamStory['comments'][number] {
  const contact = story.contacts.find(({ contact }) => contact.name === about)?.contact
  const place = story.conversations.findIndex(({ contactId }) => contactId === contact?.id)
  const before = story.conversations[place]
  if (!before) throw new Error(`Nobody is called ${about}`)
  const millis = Math.min(milliseconds(before.updatedAt) + MINUTE, now)
  const at = instant(millis)
  const conversation = { ...before, ...annotate(before, at) }
  story.conversations[place] = conversation
  const mentions = mentionsIn(text, scene)
  const { id: conversationId, inboxId, itemSeq: seq } = conversation
  const note = {
    id: scene.id(millis),
    conversationId,
    seq,
    ...beginNote({ text, mentions }, scene.members[by], at),
  }
  const thumb = { emoji: '👍', on: true }
  const after = liked ? react(note, thumb, scene.members[liked], at) : note
  const actor: Actor = { type: 'member', id: scene.members[by] }
  const data = { commentId: note.id, mentioned: mentions.map(({ memberId }) => memberId), team: false }
  const subject = { inboxId, conversationId, subjectId: note.id, data }
  story.events.push({ type: 'comment.created', ...subject, by: actor, at })
  return { comment: after ?? note, inboxId }
}

function tellChat(
  scene: Scene,
  now: number,
  { name, people, said }: (typeof CHATS)[number],
): TeamStory['chats'][number] {
  const memberIds = people.map((person) => scene.members[person])
  const [one = '', other = ''] = memberIds
  const began = now - (said[0]?.ago ?? 0) * MINUTE - MINUTE
  const direct = name === null
  const id = direct ? directChatId(one, other) : scene.id(began)
  let chat = beginChat({ id, direct, name, memberIds }, instant(began))
  const messages: ChatMessage[] = []
  if (!direct) {
    chat = { ...addItem(chat, { authorId: one, text: '' }, instant(began)), preview: chat.preview }
    const did = { type: 'created' as const, name, memberIds }
    const note = beginNote({ text: '', mentions: [] }, one, instant(began))
    messages.push({ id: scene.id(began), chatId: id, seq: chat.itemSeq, did, ...note })
  }
  for (const { by, text, ago } of said) {
    const at = instant(now - ago * MINUTE)
    const authorId = scene.members[by]
    chat = addItem(chat, { authorId, text }, at)
    const note = beginNote({ text, mentions: mentionsIn(text, scene) }, authorId, at)
    messages.push({ id: scene.id(now - ago * MINUTE), chatId: id, seq: chat.itemSeq, did: null, ...note })
  }
  const members = memberIds.map((memberId) => {
    const place = { id: chatMemberId(id, memberId), chatId: id, memberId }
    return { ...place, readSeq: chat.itemSeq, joinedAt: instant(began) }
  })
  return { chat, members, messages }
}

const NAMES: Record<Name, string> = { ada: '@Ada', ben: '@Ben', cleo: '@Cleo' }

function mentionsIn(text: string, { members }: Scene) {
  return Object.entries(members).flatMap(([name, memberId]) => {
    const from = text.indexOf(NAMES[name as Name]) // The names of these very people.
    return from < 0 ? [] : [{ memberId, from, to: from + NAMES[name as Name].length }]
  })
}
