import { expect, test } from 'vitest'
import { createAround } from './around.ts'

const BEN = { memberId: 'ben', writing: false }

test('only who shows a conversation hears of its people', () => {
  const around = createAround()
  const heard: string[] = []
  const stop = around.subscribe('dora', () => heard.push('dora'))
  around.subscribe('sam', () => heard.push('sam'))
  around.hear([{ conversationId: 'dora', present: [BEN] }], false)
  expect(around.at('dora')).toEqual([BEN])
  expect(around.at('sam')).toEqual([])
  stop()
  around.hear([{ conversationId: 'dora', present: [] }], false)
  expect(around.at('dora')).toEqual([])
  expect(heard).toEqual(['dora'])
})

test('a whole account leaves nobody where it names nobody', () => {
  const around = createAround()
  around.hear([{ conversationId: 'dora', present: [BEN] }], false)
  const heard: string[] = []
  around.subscribe('dora', () => heard.push('dora'))
  around.hear([{ conversationId: 'sam', present: [BEN] }], true)
  expect([around.at('dora'), around.at('sam')]).toEqual([[], [BEN]])
  expect(heard).toEqual(['dora'])
})
