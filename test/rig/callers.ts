import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { answerCommand } from '#features/call/call.api.ts'
import { type Call, callType } from '#features/call/call.ts'
import { threadQuery } from '#features/conversation/conversation.api.ts'
import type { VoiceSaid } from '#sync/connection.ts'
import { eventually } from '#test/eventually.ts'
import { pcmSamples, RATE } from '#voice/wav.ts'
import type { Browser } from '../app.ts'
import { handsetAt, type TestHandset } from '../call-handset.ts'
import { createPhone, type Phone, shareOf } from '../voice-phone.ts'

/** A server with a member at a browser without a screen, who has a microphone. */
export type Site = { url: string; cookie: string; folder: string; browser: Browser }

/** A customer's phone with a voice, and the call that it has begun. */
export type Caller = { handset: TestHandset; phone: Phone; call: Call; close(): void }

export const DORA_HZ = 440
export const ADA_HZ = 1_000
export const TAB = 'a tab of Ada'

/** A customer calls a line, and hears us from the first ring on. */
export async function rings(site: Site, lineId: string, number: string): Promise<Caller> {
  const handset = await handsetAt(site, lineId, number)
  const phone = createPhone()
  phone.say(DORA_HZ)
  await handset.call(await phone.offer())
  const { answer = '' } = await handset.heard('ring')
  phone.accept(answer)
  const call = await eventually(() => {
    const found = site.browser.store
      .all(callType)
      .find((one) => one.number === number && one.state !== 'ended')
    expect(found).toBeDefined()
    return found as Call // Just said to be there.
  })
  return {
    ...{ handset, phone, call },
    close() {
      phone.close()
      handset.close()
    },
  }
}

/** The member takes the call, and both hear each other. Answers the member's end. */
export async function answers({ browser }: Site, { call, phone: theirs }: Caller): Promise<Phone> {
  const { id: callId, conversationId } = call
  await browser.connection.run(answerCommand, { callId, conversationId, deviceId: TAB })
  const phone = createPhone()
  phone.say(ADA_HZ)
  await joins(browser, callId, phone)
  await Promise.all([hears(phone, DORA_HZ), hears(theirs, ADA_HZ)])
  return phone
}

/** Offers a voice in a call and takes the server's answer. */
export async function joins({ connection }: Browser, callId: string, phone: Phone): Promise<void> {
  const offer = await phone.offer()
  const said = new Promise<VoiceSaid>((resolve) => {
    const stop = connection.onVoice((heard) => {
      if (heard.callId !== callId || heard.t === 'quality') return
      stop()
      resolve(heard)
    })
  })
  expect(connection.speak({ callId, deviceId: TAB, offer })).toBe(true)
  const heard = await said
  if (heard.t !== 'voice') throw new Error(`The voice was not taken: ${JSON.stringify(heard)}`)
  phone.accept(heard.answer)
}

export async function hears(phone: Phone, hertz: number): Promise<void> {
  const before = phone.heard().length
  await eventually(() => {
    const lately = phone
      .heard()
      .subarray(before)
      .subarray(-RATE / 5)
    expect(lately.length).toBe(RATE / 5)
    expect(shareOf(lately, hertz)).toBeGreaterThan(0.8)
  })
}

/** Waits until so many seconds of it are on the disk. */
export async function written({ folder }: Site, { id }: Call, kind: string, seconds: number): Promise<void> {
  const channels = kind === 'recording' ? 2 : 1
  await eventually(() => {
    const name = readdirSync(join(folder, 'calls')).find((one) => one.endsWith(`${id}.${kind}.wav`)) ?? ''
    expect(statSync(join(folder, 'calls', name)).size).toBeGreaterThan(seconds * RATE * 2 * channels)
  })
}

/** How the call ended, as its thread says. */
export async function endsIn({ browser }: Site, { id, conversationId }: Call, ending: string): Promise<Call> {
  browser.store.holdThread(conversationId)
  return eventually(async () => {
    await browser.connection.ask(threadQuery, { conversationId, before: null, limit: 20 })
    const call = browser.store.get(callType, id)
    expect(call).toMatchObject({ state: 'ended', ending })
    return call as Call // Just looked at.
  })
}

/** What was kept of a call, channel by channel. */
export async function playedBack({ url, cookie }: Site, { id }: Call, kind: string): Promise<Int16Array[]> {
  const response = await fetch(`${url}/calls/${id}/${kind}`, { headers: { cookie } })
  expect([kind, response.status]).toEqual([kind, 200])
  const file = Buffer.from(await response.arrayBuffer())
  expect(file.readUInt32LE(40)).toBe(file.length - 44)
  const samples = pcmSamples(file.subarray(44))
  const channels = file.readUInt16LE(22)
  return Array.from({ length: channels }, (_, channel) =>
    samples.filter((_, at) => at % channels === channel),
  )
}

export function filesLeft({ folder }: Site): string[] {
  return readdirSync(join(folder, 'calls')).filter(
    (name) => readFileSync(join(folder, 'calls', name)).length > 0,
  )
}
