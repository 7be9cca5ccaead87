import { expect, test } from 'vitest'
import { uuidv7 } from '#kit/id.ts'
import { directChatId } from './chat.ts'
import { pathOfTeam, readTeamPath } from './team-paths.ts'

test('INB-12, INB-13: each chat has an address of its own', () => {
  for (const place of [{}, { chatId: uuidv7() }, { chatId: directChatId(uuidv7(), uuidv7()) }])
    expect(readTeamPath(pathOfTeam(place))).toEqual(place)
  for (const path of ['/', '/teams', '/team/CN1', '/team/x', `${pathOfTeam({ chatId: uuidv7() })}/1`])
    expect(readTeamPath(path)).toBeUndefined()
})

test('INB-12: a chat of two is the same from both sides, and another one with anybody else', () => {
  const [ada, ben, cleo] = [uuidv7(), uuidv7(), uuidv7()]
  expect(directChatId(ada, ben)).toBe(directChatId(ben, ada))
  expect(new Set([directChatId(ada, ben), directChatId(ada, cleo), directChatId(ben, cleo)]).size).toBe(3)
})
