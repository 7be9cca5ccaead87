import * as z from 'zod'
import { fromPublicId, publicId } from '#kit/id.ts'
import { parsePhone } from '#kit/phone.ts'
import type { Instant } from '#kit/time.ts'
import { idOf, onlyIdOf, plusAgain } from '#v1/fields.ts'

/** A line as it is found for the API: with its own name or its inbox's, whose people are the number's there. */
export type LineRow = {
  id: string
  inboxId: string
  name: string
  emoji: string
  address: string
  display: string
  disconnectedAt: Instant | null
  createdAt: Instant
  updatedAt: Instant
  users: { id: string; email: string; name: string; role: string }[]
}

export const lineList = z.object({ userId: onlyIdOf('US').optional() })
export const linePath = z.object({ id: idOf('PN') })

export function toWireLine(line: LineRow) {
  const groupId = publicId('IN', line.inboxId)
  return {
    id: publicId('PN', line.id),
    groupId,
    name: line.name,
    number: line.address,
    formattedNumber: line.display,
    forward: null,
    portRequestId: null,
    portingStatus: null,
    symbol: line.emoji,
    createdAt: line.createdAt,
    updatedAt: line.updatedAt,
    users: line.users.map((user) => toWireUser(user, groupId)),
    restrictions: { messaging: line.disconnectedAt === null ? EVERYWHERE : NOWHERE, calling: NOWHERE },
  }
}

/** A line as programs name it, by its id or its number, read as either; a text that is neither names no line. */
export const lineName = z
  .string()
  .min(1)
  .max(64)
  .transform((text) => fromPublicId('PN', text) ?? parsePhone(plusAgain(text)) ?? '')

const EVERYWHERE = { US: 'unrestricted', CA: 'unrestricted', Intl: 'unrestricted' } as const
// Lines carry texts; the format has no other way to say that they carry no calls.
const NOWHERE = { US: 'restricted', CA: 'restricted', Intl: 'restricted' } as const

function toWireUser({ id, email, name, role }: LineRow['users'][number], groupId: string) {
  const [firstName = name, ...rest] = name.split(' ')
  const lastName = rest.length > 0 ? rest.join(' ') : null
  return { id: publicId('US', id), email, firstName, lastName, groupId, role }
}
