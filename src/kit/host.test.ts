import { expect, test } from 'vitest'
import { isLoopbackHost } from './host.ts'

test('only names and addresses of this machine are loopback', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', '::1', 'inbox.localhost'])
    expect(isLoopbackHost(host)).toBe(true)
  for (const host of ['example.com', 'localhost.example.com', '128.0.0.1', '10.0.0.1', ''])
    expect(isLoopbackHost(host)).toBe(false)
})
