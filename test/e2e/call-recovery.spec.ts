import { answer, desk, type People, phone, softphone, VOICES } from './calls.ts'
import { expect, test } from './story.ts'
import { hears } from './voices.ts'

// What carries calls dies in the middle of them. It plays on a stage of its own, whose server is killed.
test.use({ apart: 'what dies', expected: /WebSocket connection|Failed to load resource/ })
test.describe.configure({ timeout: 180_000 })

test('what carries voices is killed: the call ends in its thread, the inbox goes on, and the next call is heard', async ({
  stranger,
  stage,
}) => {
  const { ada, dora, bar, press } = await talking({ stranger, stage })
  for (const pid of await stage.app.mediaPids()) process.kill(pid, 'SIGKILL')
  // Her phone says so for a moment only.
  await expect(dora.region.getByText('Call ended')).toBeVisible()
  await expect(bar).toBeHidden()
  await expect(ada.item(/The call was interrupted after 0:\d\d/).last()).toBeVisible()
  await ada.write('Sorry, we were cut off. Calling you back.')
  await expect(ada.item('Sorry, we were cut off').last()).toBeVisible()

  await ada.button('Call').click()
  await dora.press('Answer')
  await hears(dora.page, VOICES.Ada)
  await hears(ada.page, VOICES.Dora)
  await press('Hang up')
  await expect(bar).toBeHidden()
})

test('the whole server is killed and comes back: the call has ended in its thread, on every open screen', async ({
  stranger,
  stage,
}) => {
  const { ada, bar } = await talking({ stranger, stage })
  const interrupted = ada.item(/The call was interrupted after 0:\d\d/)
  const before = await interrupted.count()
  await stage.app.kill()
  await stage.app.start()
  await expect(bar).toBeHidden({ timeout: 30_000 })
  await expect(interrupted).toHaveCount(before + 1, { timeout: 30_000 })
})

/** Dora has called, Ada and she hear each other, and their thread is open. */
async function talking(people: People) {
  const ada = await desk(people, 'Ada')
  const dora = await phone(people)
  await dora.calls()
  await answer(ada.page)
  await hears(dora.page, VOICES.Ada)
  await hears(ada.page, VOICES.Dora)
  await ada.open(/^Dora Mills/)
  await expect(ada.item('You are in a call')).toBeVisible()
  return { ada, dora, ...softphone(ada.page, 'Dora Mills') }
}
