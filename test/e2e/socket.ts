import type { Page } from '@playwright/test'
import type { InboxScreen } from './screens.ts'

/** Who is signed in there. */
export async function idOf({ page }: InboxScreen): Promise<string> {
  const { memberId } = await say(page)
  return memberId
}

/** What a member's browser says on a socket of its own, beside the page. */
export function say(page: Page, name = '', input: object = {}): Promise<{ memberId: string }> {
  return page.evaluate(
    ({ name, input }) =>
      new Promise<{ memberId: string }>((resolve, reject) => {
        const socket = new WebSocket('/sync')
        let memberId = ''
        socket.onopen = () =>
          socket.send(JSON.stringify({ t: 'hello', since: null, inboxIds: [], memberId: null }))
        socket.onmessage = ({ data }) => {
          const frame = JSON.parse(data)
          if (frame.t === 'refused') reject(new Error(data))
          if (frame.t === 'start') memberId = frame.memberId
          if (frame.t === 'start' && name)
            socket.send(JSON.stringify({ t: 'command', id: crypto.randomUUID(), name, input }))
          if (frame.t === 'done' || (frame.t === 'start' && !name)) {
            socket.close()
            resolve({ memberId })
          }
        }
      }),
    { name, input },
  )
}
