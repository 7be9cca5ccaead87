import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '#test/app.ts'

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
