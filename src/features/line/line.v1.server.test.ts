import { afterAll, beforeAll, expect, test } from 'vitest'
import { publicId } from '#kit/id.ts'
import { type Api, openApi, type Program } from '#test/api.ts'
import { createWorld } from '#test/world.ts'
import type { toWireLine } from './line.v1.ts'

type WireLine = ReturnType<typeof toWireLine>

let api: Api
let ada: Program
let ben: Program

beforeAll(async () => {
  api = await openApi()
  ada = await api.of(api.world.ada)
  ben = await api.of(api.world.ben)
})
afterAll(() => api.close())

async function names(by: Program, query = {}): Promise<string[]> {
  return (await by.get<{ data: WireLine[] }>('/v1/phone-numbers', query)).body.data.map(({ name }) => name)
}

test('each sees the numbers of their inboxes, with the people who answer there', async () => {
  expect(await names(ada)).toEqual(['Support', 'Sales'])
  const { body } = await ben.get<{ data: WireLine[] }>('/v1/phone-numbers')
  expect(body.data).toMatchObject([
    {
      ...{ id: publicId('PN', api.world.support.line.id), name: 'Support', symbol: '💬' },
      ...{ number: '+14155550101', formattedNumber: '(415) 555-0101' },
      users: [
        { id: publicId('US', api.world.ada), firstName: 'Ada', lastName: null, role: 'owner' },
        { id: publicId('US', api.world.ben), firstName: 'Ben', lastName: null, role: 'member' },
      ],
    },
  ])
})

test('asked for a user, the list has what both may use', async () => {
  const cleo = { userId: publicId('US', api.world.cleo) }
  expect(await names(ada, cleo)).toEqual(['Sales'])
  expect(await names(ben, cleo)).toEqual([])
  expect(await names(ada, { userId: 'USnobody' })).toEqual([])
})

test('one number by its id, if it is within reach', async () => {
  const [support, sales] = [api.world.support, api.world.sales].map(({ line }) => publicId('PN', line.id))
  expect((await ben.get(`/v1/phone-numbers/${support}`)).body).toMatchObject({
    data: { number: '+14155550101' },
  })
  const other = await createWorld(api.db)
  for (const id of [sales, publicId('PN', other.support.line.id), 'PN0', 'nonsense'])
    expect(await ben.get(`/v1/phone-numbers/${id}`)).toMatchObject({ status: 404, body: { code: '0400404' } })
})
