import type { Page } from '@playwright/test'
import { check } from './axe.ts'
import { answer, answeredByAda, decline, desk, incoming, phone, softphone, VOICES } from './calls.ts'
import { expect, test } from './story.ts'
import { hears, hearsNothing } from './voices.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }

// Real time passes in calls, and on a busy machine more of it.
test.describe.configure({ timeout: 120_000 })

test('whoever has no microphone, or may not use it, is told what to do, and the call rings on for the others', async ({
  stranger,
  stage,
}) => {
  const people = { stranger, stage }
  const ada = await desk(people, 'Ada', {}, without('NotAllowedError'))
  const ben = await desk(people, 'Ben', {}, without('NotFoundError'))
  const dora = await phone(people)
  await dora.calls()
  await answer(ada.page)
  await expect(incoming(ada.page)).toContainText('This page may not use the microphone. Allow it')
  await check(ada.page)
  await answer(ben.page)
  await expect(incoming(ben.page)).toContainText('No microphone was found. Plug one in')
  await decline(ada.page)
  await expect(incoming(ben.page)).toBeVisible()
  await dora.hangsUp()
  await expect(incoming(ben.page)).toBeHidden()

  await ada.open(/^Dora Mills/)
  await ada.button('Call').click()
  await expect(ada.page.getByText('This page may not use the microphone. Allow it')).toBeVisible()
  await expect(dora.region.getByRole('button', { name: 'Answer' })).toBeHidden()
})

test('CA-6: microphone and ring are tried before the first call, and each browser keeps its own', async ({
  stranger,
  stage,
}) => {
  const ada = await desk({ stranger, stage }, 'Ada')
  await ada.page.keyboard.press('c')
  await ada.page.getByRole('dialog', { name: 'Make a call' }).waitFor()
  await check(ada.page)
  await ada.button('Microphone and speaker').click()
  await ada.button('Try the microphone').click()
  await expect(ada.page.getByText('Say something: the bar moves with your voice.')).toBeVisible()
  const bar = ada.page.getByRole('meter', { name: 'You' })
  await expect.poll(() => bar.evaluate((meter: HTMLMeterElement) => meter.value)).toBeGreaterThan(0.2)
  await check(ada.page)
  await ada.button('Enough').click()
  await ada.button('Play a tone').click()
  await ada.page.getByLabel('Ring tone').selectOption('Classic')
  await ada.page.getByLabel('Loudness').selectOption('Quiet')
  await ada.page.reload()
  await expect(ada.page.getByLabel('Ring tone')).toHaveValue('classic')
  await expect(ada.page.getByLabel('Loudness')).toHaveValue('quiet')
})

test('a network that blocks voices is said in clear words, while the call goes on and after it', async ({
  stranger,
  stage,
}) => {
  const { ada, dora } = await answeredByAda({ stranger, stage }, behindWall)
  const { bar } = softphone(ada.page, 'Dora Mills')
  await expect(bar.getByRole('alert')).toContainText('this network seems to block calls (UDP)', {
    timeout: 20_000,
  })
  await check(ada.page)
  await expect(bar).toBeHidden({ timeout: 25_000 })
  await expect(ada.page.getByText('this network seems to block calls (UDP)')).toBeVisible()
  await expect(dora.region.getByRole('button', { name: 'Call', exact: true })).toBeVisible()
})

test('on a phone the call is the whole screen, and the thread is a tap away', async ({ stranger, stage }) => {
  const people = { stranger, stage }
  const ada = await desk(people, 'Ada', PHONE)
  const ben = await desk(people, 'Ben')
  const dora = await phone(people)
  await dora.calls()
  await decline(ben.page)
  await expect(incoming(ada.page)).toContainText('Dora Mills')
  await check(ada.page)
  await answer(ada.page)
  await hears(dora.page, VOICES.Ada)
  const { bar, press } = softphone(ada.page, 'Dora Mills')
  await press('Keypad')
  await expect(bar.getByRole('button', { name: '5', exact: true })).toBeInViewport()
  await check(ada.page)
  await press('Sound')
  await expect(bar.getByRole('combobox', { name: 'Microphone' })).toBeInViewport()
  await press('Make small')
  await bar.getByRole('button', { name: 'Mute', exact: true }).click()
  await hearsNothing(dora.page)
  await check(ada.page)
  await bar.getByRole('button', { name: 'Hang up' }).click()
  await expect(bar).toBeHidden()
})

function without(name: 'NotAllowedError' | 'NotFoundError') {
  return (page: Page) =>
    page.addInitScript((error) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', error))
    }, name)
}

// Every address that the server names is one at which nobody listens.
function behindWall(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const Real = window.RTCPeerConnection
    window.RTCPeerConnection = class extends Real {
      override setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
        const blocked = sdp.replace(/^(a=candidate:\S+ \d+ \S+ \d+ \S+) \d+/gm, '$1 9')
        return super.setRemoteDescription({ type, sdp: blocked })
      }
    }
  })
}
