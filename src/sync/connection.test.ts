import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import type { Problem } from '#kit/result.ts'
import { ok } from '#kit/result.ts'
import { command, read, saved } from './command.ts'
import { connect, type Socket } from './connection.ts'
import { createStore } from './store.ts'
import { syncedType } from './synced.ts'
import type { ClientFrame, ServerFrame } from './wire.ts'

const noteType = syncedType('note', z.object({ id: z.string(), text: z.string() }), { audience: () => null })
const writeCommand = command('note.write', z.object({ id: z.string(), text: z.string() }), {
  reads: ({ id }) => [read(noteType, [id])],
  decide: (_rows, note) => ok({ saved: [saved(noteType, note)], events: [] }),
})
const ADA = { memberId: 'ada', workspaceId: 'mills', inboxIds: [] }
const UNSENT = {
  id: '019a0000-0000-7000-8000-000000000001',
  name: 'note.write',
  now: '2026-11-23T09:00:00.000Z',
  memberId: 'ada',
  tab: 'another',
  tried: false,
}

function line(options: { me?: typeof ADA } = {}) {
  const store = createStore([noteType], (flush) => flush())
  const heard: ClientFrame[] = []
  const refused: [Problem, string, unknown][] = []
  let socket: Socket | undefined
  const connection = connect({
    ...options,
    store,
    open() {
      const opened: Socket = {
        send: (frame) => heard.push(JSON.parse(frame as string)),
        close: () => {},
        onopen: null,
        onclose: null,
        onmessage: null,
      }
      socket = opened
      return opened
    },
    onRefused: (...about) => refused.push(about),
  })
  return {
    store,
    connection,
    heard,
    refused,
    lose: () => socket?.onclose?.call(asWebSocket(socket), new CloseEvent('close')),
    open: () => socket?.onopen?.call(asWebSocket(socket), new Event('open')),
    say: (frame: ServerFrame) =>
      socket?.onmessage?.call(
        asWebSocket(socket),
        new MessageEvent('message', { data: JSON.stringify(frame) }),
      ),
  }
}

// The connection looks only at the parts that a Socket has.
function asWebSocket(socket: Socket): WebSocket {
  return socket as WebSocket
}

test('what the server has not answered is counted, and everybody who shows the count is told', () => {
  const { connection, open, say, heard } = line({ me: ADA })
  open()
  say({ t: 'rows', seq: 1, rows: {}, gone: {} })
  const counts: number[] = []
  connection.subscribe(() => counts.push(connection.unanswered()))
  void connection.run(writeCommand, { id: 'a', text: 'hi' })
  const sent = heard.find((frame) => frame.t === 'command')
  say({ t: 'done', id: sent?.t === 'command' ? sent.id : '', seq: 2, value: null })
  expect(counts).toEqual([1, 0])
})

test('a change of the last visit that is refused now is still told', async () => {
  const { open, say, refused, connection } = line({ me: ADA })
  connection.inherit({ ...UNSENT, input: { id: 'a', text: '' } })
  open()
  say({ t: 'rows', seq: 1, rows: {}, gone: {} })
  say({ t: 'refused', id: UNSENT.id, problem: { code: 'not-found' } })
  await Promise.resolve()
  expect(refused).toEqual([[{ code: 'not-found' }, 'note.write', { id: 'a', text: '' }]])
  connection.close()
})

test('what one member left unsent is not sent by the next one to sign in', () => {
  const { store, connection, open, say, heard } = line({ me: ADA })
  connection.inherit({ ...UNSENT, input: { id: 'a', text: 'by Ada' } })
  store.run(
    UNSENT.id,
    writeCommand,
    { id: 'a', text: 'by Ada' },
    { actor: { type: 'member', id: 'ada' }, now: UNSENT.now },
  )
  open()
  expect(heard).toMatchObject([{ t: 'hello', memberId: 'ada' }])
  say({ t: 'start', seq: 1, memberId: 'ben', workspaceId: 'mills', inboxIds: [], rows: {} })
  expect(heard).toHaveLength(1)
  expect(store.get(noteType, 'a')).toBeUndefined()
  expect(connection.unanswered()).toBe(0)
  connection.close()
})

test('what has not left is taken back, and what may have left is not', async () => {
  const { store, connection, open, say, heard, refused } = line({ me: ADA })
  const first = connection.run(writeCommand, { id: 'a', text: 'wrong' })
  void connection.run(writeCommand, { id: 'b', text: 'right' })
  const [wrong, right] = connection.unsent()
  connection.takeBack(wrong?.id ?? '')
  expect(await first).toEqual({ ok: false, error: { code: 'taken-back' } })
  expect(store.get(noteType, 'a')).toBeUndefined()
  open()
  say({ t: 'rows', seq: 1, rows: {}, gone: {} })
  connection.takeBack(right?.id ?? '')
  expect(heard.filter(({ t }) => t === 'command')).toMatchObject([{ id: right?.id }])
  expect(store.get(noteType, 'b')).toBeDefined()
  expect([connection.unanswered(), connection.unsent()]).toEqual([1, []])
  expect(refused).toEqual([])
  connection.close()
})

test('what was inherited goes out in the order in which it was said', () => {
  const { connection, open, say, heard } = line({ me: ADA })
  void connection.run(writeCommand, { id: 'b', text: 'later' })
  connection.inherit({ ...UNSENT, input: { id: 'a', text: 'earlier' } })
  open()
  say({ t: 'rows', seq: 1, rows: {}, gone: {} })
  expect(heard.flatMap((frame) => (frame.t === 'command' ? [frame.input] : []))).toMatchObject([
    { text: 'earlier' },
    { text: 'later' },
  ])
  connection.close()
})

test('to catch up is to ask, and to have been answered', async () => {
  const { connection, open, say, heard } = line({ me: ADA })
  open()
  say({ t: 'rows', seq: 1, rows: {}, gone: {} })
  const refreshed = connection.refresh()
  expect(heard.at(-1)).toMatchObject({ t: 'hello', since: 1 })
  say({ t: 'rows', seq: 2, rows: {}, gone: {} })
  expect(await refreshed).toBe(true)
  connection.close()
})

test('where one is is said to each connection, and without one nobody is anywhere', () => {
  const { connection, open, say, heard, lose } = line({ me: ADA })
  const said = () => heard.filter(({ t }) => t === 'here')
  const ben = [{ memberId: 'ben', writing: true }]
  connection.here({ conversationId: 'dora', writing: false })
  expect(said()).toEqual([])
  open()
  say({ t: 'rows', seq: 1, rows: {}, gone: {} })
  say({ t: 'around', whole: true, places: [{ conversationId: 'dora', present: ben }] })
  expect(said()).toEqual([{ t: 'here', conversationId: 'dora', writing: false }])
  expect(connection.around.at('dora')).toEqual(ben)
  connection.here({ conversationId: 'dora', writing: true })
  expect(said()).toHaveLength(2)
  lose()
  expect(connection.around.at('dora')).toEqual([])
  connection.close()
})
