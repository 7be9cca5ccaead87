import { publicId, uuidv7 } from '#kit/id.ts'

/** What an outsider has of their own, to stand beside an id that is not theirs. */
export type Own = {
  workspaceId: string
  memberId: string
  inboxId: string
  lineId: string
  conversationId: string
  messageId: string
  commentId: string
  chatId: string
  callId: string
}

/** An input with somebody else's id, or one that nobody has, in one of its places. */
export type Attack = (id: string, own: Own) => object

const LATER = '2099-01-01T00:00:00.000Z'
// A public key of the form that browsers give.
export const DEVICE_KEY = `B${'A'.repeat(86)}`
const hash = () => `${uuidv7()}${uuidv7()}`.replaceAll('-', '')
const WORDS = { text: 'Hello', mentions: [] }

const DRAFT = { text: 'Hello', begunAfter: null, base: null, version: uuidv7(), device: uuidv7() }

const onConversations = (more: object = {}): Attack[] => [
  (id) => ({ ids: [id], ...more }),
  (id, { conversationId }) => ({ ids: [conversationId, id], ...more }),
]
const onNote = (more: object = {}): Attack[] => [
  (id, { conversationId }) => ({ commentId: id, conversationId, ...more }),
  (id, { commentId }) => ({ commentId, conversationId: id, ...more }),
]
const onChatMessage = (more: object = {}): Attack[] => [
  (id, { chatId }) => ({ chatId, messageId: id, ...more }),
  (id) => ({ chatId: id, messageId: uuidv7(), ...more }),
]
const onCall = (more: object = {}): Attack[] => [
  (id, { conversationId }) => ({ callId: id, conversationId, ...more }),
  (id, { callId }) => ({ callId, conversationId: id, ...more }),
]
const mentioning = (memberId: string) => ({ text: '@X', mentions: [{ from: 0, to: 2, memberId }] })

/** Every command, with each place in which it takes an id. A command that is not here makes the test fail. */
export const COMMANDS: Record<string, Attack[]> = {
  'conversation.done': onConversations(),
  'conversation.open': onConversations(),
  'conversation.spam': onConversations(),
  'conversation.unread': onConversations(),
  'conversation.read': onConversations(),
  'conversation.snooze': onConversations({ until: LATER }),
  'conversation.pin': onConversations({ on: true }),
  'conversation.pin-mine': onConversations({ pin: 1 }),
  'conversation.assign': [
    ...onConversations({ memberId: null }),
    (id, { conversationId }) => ({ ids: [conversationId], memberId: id }),
  ],
  'conversation.move': [
    (id, { inboxId }) => ({ ids: [id], inboxId }),
    (id, { conversationId }) => ({ ids: [conversationId], inboxId: id }),
  ],
  'conversation.link-contact': [
    (id) => ({ id, contactId: uuidv7(), name: 'Mallory' }),
    (id, { conversationId }) => ({ id: conversationId, contactId: id }),
    (id, { conversationId }) => ({ id: conversationId, contactId: id, undo: true }),
  ],
  'conversation.tag': [(id, { conversationId }) => ({ ids: [conversationId], tagId: id, on: true })],
  'conversation.delete': [(id) => ({ id, confirmed: true })],
  'conversation.start': [
    (id) => ({ messageId: uuidv7(), lineId: id, to: '+14155550177', text: 'Hello' }),
    (id, { lineId }) => ({ messageId: id, lineId, to: '+14155550177', text: '' }),
  ],
  'message.send': [(id) => ({ messageId: uuidv7(), conversationId: id, text: 'Hello', thenDone: false })],
  'message.retry': [
    (id, { conversationId }) => ({ messageId: id, conversationId }),
    (id, { messageId }) => ({ messageId, conversationId: id }),
  ],
  'comment.create': [
    (id) => ({ commentId: uuidv7(), conversationId: id, ...WORDS }),
    (id, { conversationId }) => ({ commentId: uuidv7(), conversationId, ...mentioning(id) }),
  ],
  'comment.edit': onNote(WORDS),
  'comment.delete': onNote(),
  'comment.restore': onNote(),
  'comment.react': onNote({ emoji: '👍', on: true }),
  'chat.open': [(id) => ({ memberId: id })],
  'chat.create': [(id) => ({ chatId: uuidv7(), messageId: uuidv7(), name: 'Us', memberIds: [id] })],
  'chat.rename': onChatMessage({ name: 'Theirs' }).slice(1),
  'chat.add': [
    (id, { memberId }) => ({ chatId: id, messageId: uuidv7(), memberIds: [memberId] }),
    (id, { chatId }) => ({ chatId, messageId: uuidv7(), memberIds: [id] }),
  ],
  'chat.leave': onChatMessage().slice(1),
  'chat.send': onChatMessage(WORDS).slice(1),
  'chat.read': [(id) => ({ chatId: id })],
  'chat.edit': onChatMessage(WORDS),
  'chat.delete': onChatMessage(),
  'chat.restore': onChatMessage(),
  'draft.write': [
    (id) => ({ kind: 'message', placeId: id, ...DRAFT }),
    (id) => ({ kind: 'comment', placeId: id, ...DRAFT }),
    (id) => ({ kind: 'chat', placeId: id, ...DRAFT }),
  ],
  'draft.set-beside': [(id) => ({ kind: 'message', placeId: id, text: 'A secret of mine', on: false })],
  'chat.react': onChatMessage({ emoji: '👍', on: true }),
  'call.answer': onCall({ deviceId: 'a tab of hers' }),
  'call.carry-on': onCall({ deviceId: 'a tab of hers' }),
  'call.decline': onCall(),
  'call.hang-up': onCall(),
  'call.hold': onCall({ on: true }),
  'call.hand-over': onCall(),
  'call.record': onCall({ recording: 'on' }),
  'call.heard': onCall(),
  'call.remove': [
    ...onCall({ legId: uuidv7() }),
    (id, { callId, conversationId }) => ({ callId, conversationId, legId: id }),
  ],
  'call.place': [(id) => ({ callId: uuidv7(), lineId: id, to: '+14155550177', deviceId: 'a tab of hers' })],
  'call.ask': [
    (id, { memberId }) => ({ callId: id, as: 'add', whom: { memberId } }),
    (id, { callId }) => ({ callId, as: 'add', whom: { memberId: id } }),
    (id, { callId }) => ({ callId, as: 'add', whom: { inboxId: id } }),
  ],
  'call.delete-audio': [(id) => ({ callId: id, kind: 'recording' })],
  'inbox.set-in-queue': [(id) => ({ inboxId: id, inQueue: false })],
  'member.set-status': [() => ({ emoji: '🌴', text: 'Away', until: null })],
  'inbox.configure': [(id) => ({ inboxId: id, name: 'Theirs' })],
  'inbox.configure-calling': [(id) => ({ inboxId: id, ringSeconds: 20 })],
  'inbox.create': [(id) => ({ name: 'Ours', emoji: '💬', memberIds: [id] })],
  'inbox.order': [(id) => ({ ids: [id] }), (id, { inboxId }) => ({ ids: [inboxId, id] })],
  'inbox.set-member': [
    (id, { memberId }) => ({ inboxId: id, memberId, role: 'manager' }),
    (id, { inboxId }) => ({ inboxId, memberId: id, role: 'agent' }),
    (id, { inboxId }) => ({ inboxId, memberId: id, role: null }),
  ],
  'inbox.share': [
    (id) => ({ inboxId: id, name: 'Ours', emoji: '💬', memberIds: [] }),
    (id, { inboxId }) => ({ inboxId, name: 'Ours', emoji: '💬', memberIds: [id] }),
  ],
  'inbox.share-history': [(id) => ({ inboxId: id })],
  'member.set-available': [() => ({ available: true })],
  'member.remove-picture': [() => ({})],
  'workspace.configure': [(id) => ({ workspaceId: id, name: 'Theirs' })],
  'member.rename': [() => ({ name: 'Somebody' })],
  'member.set-role': [(id) => ({ memberId: id, role: 'admin' })],
  'member.remove': [
    (id) => ({ memberId: id, heirId: null, confirmed: true }),
    (id, { memberId }) => ({ memberId, heirId: id, confirmed: true }),
  ],
  'ownership.transfer': [(id) => ({ memberId: id, confirmed: true })],
  'tag.remove': [(id) => ({ id })],
  'tag.restore': [(id) => ({ id })],
  'segment.save': [
    (id) => ({
      ...{ id: uuidv7(), name: 'Theirs', forTeam: false, position: 1 },
      filter: { inboxId: id, shelf: 'open' },
    }),
  ],
  'segment.remove': [(id) => ({ id })],
  'segment.restore': [(id) => ({ id })],
  'contact.update': [(id) => ({ id, name: 'Mallory', company: '', properties: {} })],
  'contact.opt-out': [(id) => ({ conversationId: id })],
  'contact.opt-in': [(id) => ({ conversationId: id, agreed: true })],
  'contact.dismiss-opt-out': [(id) => ({ conversationId: id })],
  'contact.undo-consent': [(id) => ({ conversationId: id, before: { optOut: null, optOutAsked: null } })],
  'preference.set': [(id) => ({ memberId: id, singleKeys: false })],
  'notification.read': [(id) => ({ ids: [id], read: true })],
  'notification.read-all': [
    (id) => ({ ids: [id], upTo: uuidv7(), conversationId: null }),
    (id) => ({ ids: [], upTo: id, conversationId: null }),
    (id) => ({ ids: [], upTo: uuidv7(), conversationId: id }),
  ],
  'notification.set': [(id) => ({ memberId: id, volume: 0 })],
  'notification.mute': [(id) => ({ conversationId: id, scope: 'all' })],
  'notification.subscribe': [
    () => ({
      ...{ name: 'A phone', endpoint: 'https://push.example/one' },
      ...{ p256dh: DEVICE_KEY, auth: 'AAAAAAAAAAAAAAAAAAAAAA' },
    }),
  ],
  'notification.unsubscribe': [(id) => ({ id })],
  'notification.hide-texts': [(id) => ({ workspaceId: id, hidesTexts: true })],
  'workspace.configure-scribe': [() => ({ speech: null, summary: null })],
  'quarantine.reprocess': [(id) => ({ id, trust: true })],
  'quarantine.dismiss': [(id) => ({ id, trust: false })],
  'invitation.create': [
    (id) => ({ id: uuidv7(), email: null, role: 'member', inboxIds: [id], language: 'en' }),
  ],
  'invitation.resend': [(id) => ({ id })],
  'invitation.revoke': [(id) => ({ id })],
  'sign-in.require-second-factor': [(id) => ({ workspaceId: id, secondFactor: 'offered' })],
  'line.assign': [
    (id, { inboxId }) => ({ lineId: id, inboxId }),
    (id, { lineId }) => ({ lineId, inboxId: id }),
  ],
  'line.rename': [(id) => ({ lineId: id, name: 'Theirs' })],
  'line.disconnect': [(id) => ({ lineId: id, confirmed: true })],
  'api-key.create': [
    (id) => ({
      ...{ id: uuidv7(), name: 'Theirs', keySha256: hash(), scopes: null },
      ...{ inboxIds: [id], expiresAt: null },
    }),
  ],
  'api-key.revoke': [(id) => ({ id })],
  // Last: it makes what it names.
  'tag.save': [(id) => ({ id, name: id, color: 'gray' })],
}

const filter = { inboxId: null, shelf: 'open' }
const search = {
  words: 'a',
  inboxIds: null,
  tagIds: null,
  by: null,
  has: [],
  since: null,
  until: null,
  from: null,
}

/** Every query, likewise. */
export const QUERIES: Record<string, Attack[]> = {
  'conversation.list': [
    (id) => ({ filter: { ...filter, inboxId: id }, last: null, limit: 50 }),
    (id) => ({ filter: { ...filter, assigneeId: id }, last: null, limit: 50 }),
    (id) => ({ filter: { ...filter, tagId: id }, last: null, limit: 50 }),
    (id) => ({ filter: { ...filter, lineId: id }, last: null, limit: 50 }),
    (id, { inboxId }) => ({
      filter: { ...filter, inboxId },
      last: { part: 'rest', at: LATER, id },
      limit: 50,
    }),
  ],
  'conversation.thread': [(id) => ({ conversationId: id, before: null, limit: 50 })],
  'conversation.others': [
    (id) => ({ contactId: id, last: null, limit: 50 }),
    (id) => ({ contactId: id, last: { at: LATER, id }, limit: 50 }),
  ],
  'contact.kept': [(id) => ({ words: id })],
  search: [
    (id) => ({ ...search, inboxIds: [id], limit: 50 }),
    (id) => ({ ...search, tagIds: [id], limit: 50 }),
    (id) => ({ ...search, by: [id], limit: 50 }),
    (id) => ({ ...search, words: id, limit: 50 }),
  ],
  'notification.list': [(id) => ({ before: id, limit: 50 })],
  'chat.thread': [(id) => ({ conversationId: id, before: null, limit: 50 })],
  'chat.search': [(id) => ({ words: id })],
  'audit.page': [(id) => ({ actorId: id, area: null, since: null, until: null, before: null, limit: 50 })],
  'inbox.all': [() => ({})],
  'workspace.scribe': [() => ({})],
  'call.list': [
    (id) => ({ filter: { inboxId: id }, last: null, limit: 50 }),
    (id) => ({ filter: { memberId: id }, last: null, limit: 50 }),
    (id) => ({ filter: {}, last: { createdAt: LATER, id }, limit: 50 }),
  ],
  'call.words': [(id) => ({ callId: id })],
}

/** A request of a browser or a program. `key`: with an API key instead of a session. */
export type RequestAttack = (
  id: string,
  own: Own,
) => {
  url: string
  query?: Record<string, string>
  payload?: object
  key?: true
  /** The sandbox's phones are the customers', whom everybody in a workspace plays. */
  of?: 'other workspaces'
}

const CONVERSATION = '/v1/conversations'
const onGreeting: RequestAttack[] = [(id) => ({ url: `/api/inboxes/${id}/greeting` })]
const onThread = (deed: string, payload?: object): RequestAttack[] => [
  (id) => ({ url: `${CONVERSATION}/${publicId('CN', id)}/${deed}`, key: true, ...(payload && { payload }) }),
]

/** Routes that have no id of anybody's to take, or are another door than a member's: each with the reason. */
const ELSEWHERE = {
  stranger: () => 'it is for who is not signed in yet, and takes no id',
  own: () => 'it says what the session says, and takes no id',
  secret: () => 'it is opened by a secret that was sent to one person, not by an id',
  signed: () => 'a provider proves itself by its signature',
  socket: () => 'it is tried by sockets',
  phones: () => 'it shows phones of the sandbox, for who is in the workspace or at this machine',
}

export type RouteAttack = RequestAttack[] | (() => string)

/** Every route that the server serves. One that is not here makes the test fail. */
export const ROUTES: Record<string, RouteAttack> = {
  'GET /healthz': ELSEWHERE.own,
  'GET /sync': ELSEWHERE.socket,
  'GET /api/audit/export': [(id) => ({ url: '/api/audit/export', query: { format: 'jsonl', actorId: id } })],
  'GET /media/:messageId/:position': [(id) => ({ url: `/media/${id}/0` })],
  'GET /media/pictures/:sha256': [(id) => ({ url: `/media/pictures/${id}` })],
  'GET /api/lines': ELSEWHERE.own,
  'POST /api/lines': [
    (id) => ({
      url: '/api/lines',
      payload: { provider: 'sandbox', number: '+14155550188', inboxId: id, settings: {} },
    }),
  ],
  'POST /api/lines/:id/check': [(id) => ({ url: `/api/lines/${id}/check`, payload: {} })],
  'POST /api/picture': ELSEWHERE.own,
  'POST /api/workspace/picture': ELSEWHERE.own,
  'GET /blob/*': [(id) => ({ url: `/blob/${id}` })],
  'GET /api/links/:id': [(id) => ({ url: `/api/links/${id}` })],
  'GET /api/handset': ELSEWHERE.phones,
  'GET /api/handset/messages': [
    (id) => ({
      of: 'other workspaces',
      url: '/api/handset/messages',
      query: { line: publicId('PN', id), number: '+14155550177' },
    }),
  ],
  'POST /api/handset/messages': [
    (id) => ({
      ...{ of: 'other workspaces', url: '/api/handset/messages' },
      payload: { line: publicId('PN', id), number: '+14155550177', text: 'Hello' },
    }),
  ],
  'GET /api/handset/stream': ELSEWHERE.phones,
  'GET /api/setup': ELSEWHERE.stranger,
  'POST /api/setup/workspace': ELSEWHERE.stranger,
  'POST /api/setup/demo': ELSEWHERE.stranger,
  'GET /api/me': ELSEWHERE.own,
  'GET /api/auth/*': ELSEWHERE.stranger,
  'POST /api/auth/*': ELSEWHERE.stranger,
  'GET /calls/:callId/:kind': [
    (id) => ({ url: `/calls/${id}/recording` }),
    (id) => ({ url: `/calls/${id}/voicemail` }),
  ],
  'GET /api/inboxes/:inboxId/greeting': onGreeting,
  'PUT /api/inboxes/:inboxId/greeting': onGreeting,
  'DELETE /api/inboxes/:inboxId/greeting': onGreeting,
  'POST /mute/*': ELSEWHERE.secret,
  'POST /api/notifications/mute': ELSEWHERE.secret,
  'POST /api/notifications/test': ELSEWHERE.own,
  'POST /api/calls/back': [(id) => ({ url: '/api/calls/back', payload: { deviceId: id } })],
  'GET /api/handset/calls': ELSEWHERE.phones,
  'POST /api/handset/calls': ELSEWHERE.phones,
  'POST /api/handset/calls/answer': ELSEWHERE.phones,
  'POST /api/handset/calls/end': ELSEWHERE.phones,
  'GET /v1/messages': [
    (id) => ({
      ...{ url: '/v1/messages', key: true },
      query: { phoneNumberId: publicId('PN', id), participants: '+14155550177', maxResults: '10' },
    }),
    (id) => ({
      ...{ url: '/v1/messages', key: true },
      query: { userId: publicId('US', id), participants: '+14155550177', maxResults: '10' },
    }),
  ],
  'POST /v1/messages': [
    (id) => ({
      ...{ url: '/v1/messages', key: true },
      payload: { from: publicId('PN', id), to: ['+14155550177'], content: 'Hello' },
    }),
  ],
  'GET /v1/messages/:id': [(id) => ({ url: `/v1/messages/${publicId('AC', id)}`, key: true })],
  'GET /v1/conversations': [
    (id) => ({ url: CONVERSATION, key: true, query: { phoneNumbers: publicId('PN', id), maxResults: '10' } }),
    (id) => ({ url: CONVERSATION, key: true, query: { userId: publicId('US', id), maxResults: '10' } }),
    (id) => ({ url: CONVERSATION, key: true, query: { inbox: publicId('IN', id), maxResults: '10' } }),
    (id) => ({ url: CONVERSATION, key: true, query: { assignedTo: publicId('US', id), maxResults: '10' } }),
  ],
  'GET /v1/conversations/:id': [(id) => ({ url: `${CONVERSATION}/${publicId('CN', id)}`, key: true })],
  'DELETE /v1/conversations/:id': [
    (id) => ({
      ...{ url: `${CONVERSATION}/${publicId('CN', id)}`, key: true },
      query: { participants: '+14155550177' },
    }),
  ],
  'POST /v1/conversations/:id/mark-as-read': onThread('mark-as-read'),
  'POST /v1/conversations/:id/mark-as-unread': onThread('mark-as-unread'),
  'POST /v1/conversations/:id/mark-as-done': onThread('mark-as-done'),
  'POST /v1/conversations/:id/mark-as-open': onThread('mark-as-open'),
  'POST /v1/conversations/:id/mark-as-spam': onThread('mark-as-spam'),
  'POST /v1/conversations/:id/assign': [
    ...onThread('assign', { userId: publicId('US', uuidv7()) }),
    (id, { conversationId }) => ({
      ...{ url: `${CONVERSATION}/${publicId('CN', conversationId)}/assign`, key: true },
      payload: { userId: publicId('US', id) },
    }),
  ],
  'POST /v1/conversations/:id/unassign': onThread('unassign'),
  'POST /v1/conversations/:id/move': [
    (id, { inboxId }) => ({
      ...{ url: `${CONVERSATION}/${publicId('CN', id)}/move`, key: true },
      payload: { inboxId: publicId('IN', inboxId) },
    }),
    (id, { conversationId }) => ({
      ...{ url: `${CONVERSATION}/${publicId('CN', conversationId)}/move`, key: true },
      payload: { inboxId: publicId('IN', id) },
    }),
  ],
  'POST /v1/conversations/:id/unsnooze': onThread('unsnooze'),
  'POST /v1/conversations/:id/pin': [...onThread('pin', { for: 'team' }), ...onThread('pin', { for: 'me' })],
  'POST /v1/conversations/:id/unpin': [
    ...onThread('unpin', { for: 'team' }),
    ...onThread('unpin', { for: 'me' }),
  ],
  'POST /v1/conversations/:id/snooze': onThread('snooze', { until: LATER }),
  'POST /v1/conversations/:id/add-tag': onThread('add-tag', { tag: 'VIP' }),
  'POST /v1/conversations/:id/remove-tag': onThread('remove-tag', { tag: 'VIP' }),
  'GET /v1/calls': [
    (id) => ({
      ...{ url: '/v1/calls', key: true },
      query: { phoneNumberId: publicId('PN', id), participants: '+14155550177', maxResults: '10' },
    }),
  ],
  'GET /v1/calls/:id': [(id) => ({ url: `/v1/calls/${publicId('AC', id)}`, key: true })],
  'GET /v1/call-recordings/:callId': [
    (id) => ({ url: `/v1/call-recordings/${publicId('AC', id)}`, key: true }),
  ],
  'GET /v1/call-summaries/:callId': [
    (id) => ({ url: `/v1/call-summaries/${publicId('AC', id)}`, key: true }),
  ],
  'GET /v1/call-transcripts/:id': [
    (id) => ({ url: `/v1/call-transcripts/${publicId('AC', id)}`, key: true }),
  ],
  'GET /v1/call-voicemails/:callId': [
    (id) => ({ url: `/v1/call-voicemails/${publicId('AC', id)}`, key: true }),
  ],
  'GET /v1/phone-numbers': [
    (id) => ({ url: '/v1/phone-numbers', key: true, query: { userId: publicId('US', id) } }),
  ],
  'GET /v1/phone-numbers/:id': [(id) => ({ url: `/v1/phone-numbers/${publicId('PN', id)}`, key: true })],
  'POST /webhooks/:provider/:workspace/:line': ELSEWHERE.signed,
  'GET /api/account/standing': ELSEWHERE.own,
  'GET /api/account/sessions': ELSEWHERE.own,
  'POST /api/account/sessions/end-others': ELSEWHERE.own,
  'POST /api/account/sessions/:id/end': [(id) => ({ url: `/api/account/sessions/${id}/end`, payload: {} })],
  'POST /api/members/:id/end-sessions': [(id) => ({ url: `/api/members/${id}/end-sessions`, payload: {} })],
  'GET /api/account/directories': ELSEWHERE.stranger,
  'POST /api/account/decline-second-factor': ELSEWHERE.own,
  'POST /api/account/recover': ELSEWHERE.stranger,
  'GET /api/account/factors': ELSEWHERE.own,
  'POST /api/account/confirm': ELSEWHERE.own,
  'POST /api/account/verify-email': ELSEWHERE.own,
  'POST /api/invitations/look': ELSEWHERE.secret,
  'POST /api/invitations/accept': ELSEWHERE.secret,
  'GET /api/invitations/:id/link': [(id) => ({ url: `/api/invitations/${id}/link` })],
  'POST /api/directory': ELSEWHERE.own,
  'POST /api/directory/remove': ELSEWHERE.own,
}
