import { answer, decline, desk, incoming, phone, softphone, VOICES } from './calls.ts'
import { expect, test } from './story.ts'
import { hears, hearsAll, hearsNothing, hearsOther } from './voices.ts'

// Real time passes in calls, and on a busy machine more of it.
test.describe.configure({ timeout: 120_000 })

test('CA: a colleague is asked first, comes along, and has the call in the end', async ({
  stranger,
  stage,
}) => {
  const people = { stranger, stage }
  const [ada, ben] = [await desk(people, 'Ada'), await desk(people, 'Ben')]
  const dora = await phone(people)
  await dora.calls()
  await decline(ben.page)
  await answer(ada.page)
  await hears(dora.page, VOICES.Ada)

  const { bar, press, more } = softphone(ada.page, 'Dora Mills')
  await more()
  await press('Transfer')
  await press('Ask first: Ben')
  await expect(incoming(ben.page)).toContainText('Ada asks you about a call')
  await answer(ben.page)
  await hears(ada.page, VOICES.Ben)
  await hears(ben.page, VOICES.Ada)
  await hearsOther(dora.page, VOICES.Ada)

  await press('All together')
  await hearsAll(dora.page, VOICES.Ada, VOICES.Ben)
  await hearsAll(ada.page, VOICES.Dora, VOICES.Ben)
  await hearsAll(ben.page, VOICES.Dora, VOICES.Ada)

  await press('Hang up')
  await expect(bar).toBeHidden()
  await hears(dora.page, VOICES.Ben)
  await hears(ben.page, VOICES.Dora)

  const his = softphone(ben.page, 'Dora Mills')
  await his.more()
  await his.press('Transfer')
  await his.press('Ask first: Ada')
  await answer(ada.page)
  await hears(ben.page, VOICES.Ada)
  await his.press('Hand over')
  await expect(his.bar).toBeHidden()
  await hears(dora.page, VOICES.Ada)
  await hears(ada.page, VOICES.Dora)
  await dora.hangsUp()
  await expect(bar).toBeHidden()
})

test('CA: a call goes on to everybody of another inbox, or to a number outside; what nobody takes comes back', async ({
  stranger,
  stage,
}) => {
  const people = { stranger, stage }
  const [ada, cleo] = [await desk(people, 'Ada'), await desk(people, 'Cleo')]
  const [dora, sam] = [await phone(people), await phone(people, 'Sam')]
  await dora.calls()
  await answer(ada.page)
  await hears(dora.page, VOICES.Ada)
  const { bar, press, more } = softphone(ada.page, 'Dora Mills')
  await more()
  await press('Add')
  await bar.getByRole('textbox', { name: 'Who shall come along?' }).fill('(415) 555-0142')
  await bar.getByRole('button', { name: 'Add (415) 555-0142' }).click()
  await sam.press('Answer')
  await hearsAll(dora.page, VOICES.Ada, VOICES.Sam)
  await hearsAll(sam.page, VOICES.Ada, VOICES.Dora)
  await press('Remove (415) 555-0142')
  await expect(sam.region.getByText('Call ended')).toBeVisible()

  await press('Transfer')
  await bar.getByRole('textbox', { name: 'Who shall have the call?' }).fill('sales')
  await bar.getByRole('button', { name: /^Transfer to .*Sales/ }).click()
  await expect(bar).toBeHidden()
  await decline(cleo.page)
  await expect(incoming(ada.page)).toContainText('Nobody took this call: it is back with you')
  await answer(ada.page)
  await hears(dora.page, VOICES.Ada)
  await dora.hangsUp()
  await expect(bar).toBeHidden()
})

const SAM = '(415) 555-0142'

test('CA-2: a second call waits; whoever takes it puts the first one on hold, and goes from one to the other', async ({
  stranger,
  stage,
}) => {
  const people = { stranger, stage }
  const ada = await desk(people, 'Ada')
  const [dora, sam] = [await phone(people), await phone(people, 'Sam')]
  await dora.calls()
  await answer(ada.page)
  await hears(dora.page, VOICES.Ada)
  await sam.calls()
  await expect(incoming(ada.page)).toContainText('Another call is waiting')
  await hears(dora.page, VOICES.Ada)
  await answer(ada.page)
  await hears(sam.page, VOICES.Ada)
  await hears(ada.page, VOICES.Sam)
  await hearsOther(dora.page, VOICES.Ada)

  await softphone(ada.page, 'Dora Mills').press('Resume')
  await hears(dora.page, VOICES.Ada)
  await hears(ada.page, VOICES.Dora)
  await hearsOther(sam.page, VOICES.Ada)
  await dora.hangsUp()
  await hearsNothing(ada.page)
  await softphone(ada.page, SAM).press('Resume')
  await hears(ada.page, VOICES.Sam)
  await sam.hangsUp()
  await expect(softphone(ada.page, SAM).bar).toBeHidden()
})
