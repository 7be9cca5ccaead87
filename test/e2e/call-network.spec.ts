import { answer, decline, desk, incoming, phone, secondsShown, softphone, VOICES } from './calls.ts'
import { expect, test } from './story.ts'
import { voiceNetworkOf } from './udp-relay.ts'
import { hears, hearsOther } from './voices.ts'

// Real time passes in calls, and on a busy machine more of it.
test.describe.configure({ timeout: 150_000 })

test('CA: a network that is away for a while loses no call: the other side hears music, the team sees why, and the voices come back', async ({
  stranger,
  stage,
}) => {
  const people = { stranger, stage }
  let voices: Awaited<ReturnType<typeof voiceNetworkOf>> | undefined
  const ada = await desk(people, 'Ada', {}, async (page) => {
    voices = await voiceNetworkOf(page)
  })
  const ben = await desk(people, 'Ben')
  const dora = await phone(people)
  await dora.calls()
  await decline(ben.page)
  await answer(ada.page)
  await hears(dora.page, VOICES.Ada)
  await hears(ada.page, VOICES.Dora)
  await ben.open(/^Dora Mills/)
  const { bar } = softphone(ada.page, 'Dora Mills')
  const before = await secondsShown(bar)

  voices?.cut()
  await expect(bar).toContainText('Reconnecting…')
  await expect(ben.timeline.getByText('Ada: reconnecting…')).toBeVisible()
  await hearsOther(dora.page, VOICES.Ada)
  voices?.mend()
  await hears(dora.page, VOICES.Ada)
  await hears(ada.page, VOICES.Dora)
  await expect(bar).not.toContainText('Reconnecting…')
  await expect(ben.timeline.getByText('Ada: reconnecting…')).toBeHidden()
  // It is the same call, and not one that began anew: that it is silent is noticed after two seconds at the soonest.
  expect(await secondsShown(bar)).toBeGreaterThanOrEqual(before + 2)
  await dora.hangsUp()
  await expect(bar).toBeHidden()
  voices?.close()
})

test('CA: a network that stays away ends the call, and the thread says so', async ({ stranger, stage }) => {
  const people = { stranger, stage }
  let voices: Awaited<ReturnType<typeof voiceNetworkOf>> | undefined
  const ada = await desk(people, 'Ada', {}, async (page) => {
    voices = await voiceNetworkOf(page)
  })
  const ben = await desk(people, 'Ben')
  const dora = await phone(people)
  await dora.calls()
  await decline(ben.page)
  await answer(ada.page)
  await hears(dora.page, VOICES.Ada)
  await ben.open(/^Dora Mills/)

  voices?.cut()
  await expect(softphone(ada.page, 'Dora Mills').bar).toContainText('Reconnecting…')
  await hearsOther(dora.page, VOICES.Ada)
  await expect(dora.region.getByText('Call ended')).toBeVisible({ timeout: GONE_WITHIN_MS })
  await expect(ben.item(/The connection was lost after 0:\d\d/).last()).toBeVisible()
  voices?.mend()
  await expect(softphone(ada.page, 'Dora Mills').bar).toBeHidden()
  await expect(incoming(ada.page)).toBeHidden()
  voices?.close()
})

test('CA: a page that takes long to load again loses no call; a tab that was closed ends it within seconds', async ({
  stranger,
  stage,
}) => {
  const people = { stranger, stage }
  const ada = await desk(people, 'Ada')
  const ben = await desk(people, 'Ben')
  const dora = await phone(people)
  await dora.calls()
  await decline(ben.page)
  await answer(ada.page)
  await hears(dora.page, VOICES.Ada)

  const arrives = Date.now() + SLOWLY_MS
  await ada.page.route(/\/assets\/.*\.js$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, arrives - Date.now())))
    await route.continue()
  })
  await ada.page.reload({ waitUntil: 'commit' })
  await hearsOther(dora.page, VOICES.Ada)
  await hears(dora.page, VOICES.Ada)
  await hears(ada.page, VOICES.Dora)
  const closed = Date.now()
  await ada.page.close({ runBeforeUnload: true })
  await expect(dora.region.getByText('Call ended')).toBeVisible()
  expect(Date.now() - closed).toBeLessThan(6_000)
})

/** Five until it is noticed, and twenty more. */
const GONE_WITHIN_MS = 40_000
/** More than a tab that was closed is waited for. */
const SLOWLY_MS = 6_000
