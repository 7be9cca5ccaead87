import { randomUUID } from 'node:crypto'
import type { Stage } from './story.ts'

export type Customer = {
  number: string
  display: string
  /** How their row begins. */
  name: RegExp
  texts(text: string): Promise<void>
}

/** What of a stage a customer needs. */
type Place = { app: Pick<Stage['app'], 'url'>; demo: Stage['demo'] }

const TOO_OFTEN = 429
let met = 0

/** Somebody new, whom nobody has named, with a phone that texts an inbox of the demo, or a line; or the same phone once more. */
export function newCustomer(
  { app, demo }: Place,
  to: 'Support' | 'Sales' | { lineId: string } = 'Support',
  phone: Pick<Customer, 'number'> = { number: `+1628555${1000 + ++met}` },
): Customer {
  const { number } = phone
  const digits = number.slice(-4)
  const line = typeof to === 'string' ? demo.inboxes.find(({ name }) => name === to)?.lines[0]?.id : to.lineId
  return {
    number,
    display: `(628) 555-${digits}`,
    name: new RegExp(`^\\(628\\) 555-${digits}`),
    async texts(text) {
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: randomUUID(), line, number, text }),
      }
      let response = await fetch(`${app.url}/api/handset/messages`, request)
      while (response.status === TOO_OFTEN) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        response = await fetch(`${app.url}/api/handset/messages`, request)
      }
      if (!response.ok) throw new Error(`The text was not taken: ${response.status} ${await response.text()}`)
    },
  }
}
