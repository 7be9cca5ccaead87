import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '#test/app.ts'
import { createHttp } from './http.ts'

const SETTINGS = { LOG_LEVEL: 'silent', PUBLIC_URL: 'http://127.0.0.1:3000', TRUST_PROXY: false } as const

let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

test.each(['h2c', 'websocket'])(
  'a request that offers to go on as %s is answered as any other',
  async (protocol) => {
    const { hostname, port } = new URL(app.url)
    const socket = connect(Number(port), hostname)
    socket.end(
      `POST /webhooks/a/b/c HTTP/1.1\r\nhost: a\r\nconnection: upgrade, close\r\nupgrade: ${protocol}\r\ncontent-length: 2\r\n\r\nab`,
    )
    expect(await text(socket)).toMatch(/^HTTP\/1.1 404 /)
  },
)

test('who asks for too much from one address waits: for data sooner than for files, and others do not', async () => {
  const strict = await createHttp({ ...SETTINGS, API_REQUESTS_PER_SECOND: 1 })
  const times = async (count: number, url: string, remoteAddress: string) => {
    const asked = Array.from({ length: count }, () => strict.inject({ url, remoteAddress }))
    const answers = await Promise.all(asked)
    return answers.filter(({ statusCode }) => statusCode === 429).length
  }
  const dear = ['/api/me', '/v1/messages', '/calls/a/recording', '/mute/a', '/healthz']
  for (const [place, url] of dear.entries())
    expect([url, await times(101, url, `203.0.113.${place}`)]).toEqual([url, 1])
  for (const [place, url] of ['/', '/assets/a.js', '/inbox/all'].entries())
    expect([url, await times(501, url, `203.0.114.${place}`)]).toEqual([url, 1])
  expect(await times(1, '/api/me', '203.0.115.1')).toBe(0)
  expect(await times(2_000, '/webhooks/a/b/c', '203.0.115.1')).toBe(0)
  await strict.close()
})
