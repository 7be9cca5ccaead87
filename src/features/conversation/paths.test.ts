import { expect, test } from 'vitest'
import { uuidv7 } from '#kit/id.ts'
import { pathOf, readPath } from './paths.ts'

const inboxId = uuidv7()
const conversationId = uuidv7()

test('a path leads back to where it was made', () => {
  for (const status of ['open', 'done', 'spam'] as const) {
    for (const place of [
      { inboxId, status },
      { inboxId, status, conversationId },
    ]) {
      const url = new URL(pathOf(place), 'http://localhost')
      expect(readPath(url.pathname, url.search)).toEqual(place)
    }
  }
})

test('a path that names nothing of ours leads nowhere', () => {
  const good = pathOf({ inboxId, status: 'open', conversationId })
  for (const path of ['/inbox', '/inbox/IN1', `${good}/more`, good.replace('/CN', '/AC'), '/sandbox'])
    expect(readPath(path, '')).toBeUndefined()
})
