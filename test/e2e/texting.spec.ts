import type { InboxScreen } from './screens.ts'
import { takeHandset } from './screens.ts'
import { expect, test } from './story.ts'

test('INB-6, ST-1: a text from a customer is on both members’ screens, and the answer on the customer’s phone', {
  tag: '@phone',
}, async ({ member, stranger }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const dora = await takeHandset(await stranger(), 'Dora Mills')
  const question = `Is the tandem free on ${Date.now()}?`

  await dora.text(question)
  for (const { row } of [ada, ben]) await expect(row(/^Dora Mills unread/)).toContainText(question)
  await expect(dora.texts.getByRole('article').filter({ hasText: question })).toContainText('Delivered')

  await ada.open(/^Dora Mills/)
  await expect(ada.item(question)).toBeVisible()
  await expect(ben.row(/^Dora Mills/)).not.toHaveAccessibleName(/unread/)

  const answer = `It is, see you then. ${Date.now()}`
  await watchStates(ada, answer)
  await ada.write(answer)
  await expect(ben.row(/^Dora Mills/)).toContainText(`Ada: ${answer}`)
  await ben.open(/^Dora Mills/)
  for (const { item } of [ada, ben]) await expect(item(answer)).toContainText('Delivered')
  expect(await statesSeen(ada)).toEqual(['Sending', 'Sent', 'Delivered'])
  const arrived = dora.texts.getByRole('article').filter({ hasText: answer })
  await expect(arrived).toContainText('Delivered')
})

test('a text that cannot be delivered says why, and Retry really sends it again', { tag: '@phone' }, async ({
  member,
  stranger,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const cliff = await takeHandset(await stranger(), 'Cliff Rowe')
  const question = `Anybody there? ${Date.now()}`
  await cliff.text(question)
  await ada.open(/^Cliff Rowe|^\(415\) 555-0199/)
  await expect(ada.item(question)).toBeVisible()

  const answer = `We are. ${Date.now()}`
  await ada.write(answer)
  await ben.open(/^Cliff Rowe|^\(415\) 555-0199/)
  for (const { item } of [ada, ben]) {
    await expect(item(answer)).toContainText('Not delivered.')
    await expect(item(answer)).toContainText('The phone is switched off')
  }

  for (const screen of [ada, ben]) await watchStates(screen, answer)
  await ada.item(answer).getByRole('button', { name: 'Retry' }).click()
  for (const screen of [ada, ben])
    await expect.poll(() => statesAfterSending(screen)).toEqual(['Not delivered.', 'Sent', 'Not delivered.'])
  await expect(cliff.texts.getByRole('article').filter({ hasText: answer })).toHaveCount(0)
})

test('a picture from a customer’s phone is seen in the thread', async ({ member, stranger }) => {
  const ada = await member('Ada')
  const sam = await takeHandset(await stranger(), 'Sam Rivera')
  await sam.region.getByLabel('Add a picture').first().setInputFiles(PICTURE)
  await expect(sam.region.getByRole('img', { name: 'Picture' })).toBeVisible()
  await sam.text('This is the one')
  await ada.inboxes.getByRole('link', { name: /^Sales/ }).click()
  await ada.open(/^Sam Rivera|^\(415\) 555-0142/)
  const picture = ada.item('This is the one').getByRole('img', { name: 'Attachment 1' })
  await expect(picture).toBeVisible()
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0)
})

const PICTURE = {
  name: 'bike.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==',
    'base64',
  ),
}

const STATES = ['Sending', 'Sent', 'Delivered', 'Not delivered.']

// Writes down every state that the text is seen in, however short.
async function watchStates({ timeline }: InboxScreen, text: string): Promise<void> {
  await timeline.evaluate(
    (log, { text, states }) => {
      const seen: string[] = []
      const look = () => {
        const article = [...log.querySelectorAll('article')].find((one) => one.textContent.includes(text))
        const state = states.find((state) => article?.textContent.replace(text, '').includes(state))
        if (state && seen.at(-1) !== state) seen.push(state)
      }
      new MutationObserver(look).observe(log, { subtree: true, childList: true, characterData: true })
      look()
      Object.assign(window, { seen })
    },
    { text, states: STATES },
  )
}

function statesSeen({ page }: InboxScreen): Promise<string[]> {
  return page.evaluate(() => ('seen' in window && Array.isArray(window.seen) ? window.seen : []))
}

// On a screen that did not send, the first two states may come in one frame.
async function statesAfterSending(member: Parameters<typeof statesSeen>[0]): Promise<string[]> {
  return (await statesSeen(member)).filter((state) => state !== 'Sending')
}
