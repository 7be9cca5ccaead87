import type { Page } from '@playwright/test'
import { answeredByAda, incoming, type People, secondsShown, softphone, VOICES } from './calls.ts'
import { expect, test } from './story.ts'
import { type VoiceNetwork, voiceNetworkOf } from './udp-relay.ts'
import { hears, hearsOther } from './voices.ts'

// Real time passes in calls, and on a busy machine more of it.
test.describe.configure({ timeout: 150_000 })

test('CA: a network that is away for a while loses no call: the other side hears music, the team sees why, and the voices come back', async ({
  stranger,
  stage,
}) => {
  const { ada, ben, dora, voices } = await talkingThrough({ stranger, stage })
  await hears(ada.page, VOICES.Dora)
  await ben.open(/^Dora Mills/)
  const { bar } = softphone(ada.page, 'Dora Mills')
  const before = await secondsShown(bar)

  voices.cut()
  await expect(bar).toContainText('Reconnecting…')
  await expect(ben.timeline.getByText('Ada: reconnecting…')).toBeVisible()
  await hearsOther(dora.page, VOICES.Ada)
  voices.mend()
  await hears(dora.page, VOICES.Ada)
  await hears(ada.page, VOICES.Dora)
  await expect(bar).not.toContainText('Reconnecting…')
  await expect(ben.timeline.getByText('Ada: reconnecting…')).toBeHidden()
  // It is the same call, and not one that began anew: that it is silent is noticed after two seconds at the soonest.
  expect(await secondsShown(bar)).toBeGreaterThanOrEqual(before + 2)
  await dora.hangsUp()
  await expect(bar).toBeHidden()
  voices.close()
})

test('CA: a network that stays away ends the call, and the thread says so', async ({ stranger, stage }) => {
  const { ada, ben, dora, voices } = await talkingThrough({ stranger, stage })
  await ben.open(/^Dora Mills/)

  voices.cut()
  await expect(softphone(ada.page, 'Dora Mills').bar).toContainText('Reconnecting…')
  await hearsOther(dora.page, VOICES.Ada)
  await expect(dora.region.getByText('Call ended')).toBeVisible({ timeout: GONE_WITHIN_MS })
  await expect(ben.item(/The connection was lost after 0:\d\d/).last()).toBeVisible()
  voices.mend()
  await expect(softphone(ada.page, 'Dora Mills').bar).toBeHidden()
  await expect(incoming(ada.page)).toBeHidden()
  voices.close()
})

test('CA: a page that takes long to load again loses no call; a tab that was closed ends it within seconds', async ({
  stranger,
  stage,
}) => {
  const { ada, dora } = await talking({ stranger, stage })

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

async function talking(people: People, prepare?: (page: Page) => Promise<unknown>) {
  const there = await answeredByAda(people, prepare)
  await hears(there.dora.page, VOICES.Ada)
  return there
}

/** The same through a network that can be cut. */
async function talkingThrough(people: People) {
  let voices: VoiceNetwork | undefined
  const there = await talking(people, async (page) => {
    voices = await voiceNetworkOf(page)
  })
  if (!voices) throw new Error('A desk is prepared before it is opened')
  return { ...there, voices }
}
