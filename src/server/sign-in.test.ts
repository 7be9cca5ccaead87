import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '#test/app.ts'
import { emailOf, PASSWORD } from '#test/world.ts'

let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

function signIn(email: string, password: string, origin = app.url): Promise<Response> {
  return fetch(`${app.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email, password }),
  })
}

test('Ada signs in, however often, and is known by her cookie alone', async () => {
  for (let i = 0; i < 15; i++) {
    const response = await signIn(emailOf(app.world.ada), PASSWORD)
    expect(response.status).toBe(200)
    const cookie = response.headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(/HttpOnly/i)
    const me = await fetch(`${app.url}/api/me`, { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(me.status).toBe(200)
  }
  expect((await fetch(`${app.url}/api/me`)).status).toBe(401)
})

test('a wrong password and a stranger are answered alike', async () => {
  const wrong = await signIn(emailOf(app.world.ben), 'a wrong password')
  const stranger = await signIn('nobody@example.com', 'a wrong password')
  expect([wrong.status, await wrong.json()]).toEqual([stranger.status, await stranger.json()])
})

test('after ten wrong passwords for one person even the right one has to wait, and others do not', async () => {
  const cleo = emailOf(app.world.cleo)
  for (let i = 0; i < 10; i++) expect((await signIn(cleo, `guess number ${i}`)).status).toBe(401)
  const refused = await signIn(cleo, PASSWORD)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await signIn(emailOf(app.world.ada), PASSWORD)).status).toBe(200)
})

test('a page of another origin cannot sign anybody in', async () => {
  expect((await signIn(emailOf(app.world.ada), PASSWORD, 'https://evil.example')).status).toBe(403)
})
