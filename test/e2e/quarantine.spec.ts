import { newCustomer } from './customers.ts'
import { expect, type Stage, test } from './story.ts'

test('what could not be trusted waits for an owner, and can be accepted', { tag: '@phone' }, async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const customer = newCustomer(stage)
  expect(await forge(stage, customer.number, 'Please believe me')).toBe(403)

  await ada.page.getByRole('link', { name: 'Review' }).click()
  const kept = ada.page.getByRole('listitem').filter({ hasText: 'The signature does not match' })
  await kept.getByRole('button', { name: 'Reprocess' }).click()
  await expect(ada.toasts).toContainText('The signature still does not match.')
  await kept.getByRole('button', { name: 'Accept anyway' }).click()
  await expect(ada.page.getByText('Nothing is held back')).toBeVisible()
  await expect(ben.list.getByRole('option').filter({ hasText: 'Please believe me' })).toBeVisible()
  await expect(ben.page.getByText('could not be accepted')).toHaveCount(0)
})

test('what was not worth keeping is set aside', async ({ member, stage }) => {
  const ada = await member('Ada')
  await forge(stage, newCustomer(stage).number, 'A forgery')
  await expect(ada.page.getByText('A message from your carrier could not be accepted.')).toBeVisible()
  await ada.page.getByRole('link', { name: 'Review' }).click()
  await ada.page.getByRole('button', { name: 'Dismiss', exact: true }).click()
  await expect(ada.page.getByText('Nothing is held back')).toBeVisible()
  await expect(ada.page.getByRole('link', { name: 'Review' })).toHaveCount(0)
})

// A text that claims to come from the carrier, with a signature that nobody made.
async function forge({ app, demo }: Stage, from: string, text: string): Promise<number> {
  const line = demo.inboxes[0]?.lines[0]
  const body = { id: `forged ${from}`, from, to: line?.number, text, media: [], at: new Date().toISOString() }
  const response = await fetch(`${app.url}/webhooks/${line?.provider}/${demo.workspaceId}/${line?.id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sandbox-signature': 'ab'.repeat(32) },
    body: JSON.stringify(body),
  })
  return response.status
}
