import type { Stage } from './story.ts'

/** A number of Ada's own, in a private inbox of hers. Answers its line. */
export async function givePrivateNumber({ app, demo }: Stage, number: string): Promise<{ lineId: string }> {
  const email = demo.members.find(({ name }) => name.startsWith('Ada'))?.email ?? ''
  const where = ['--provider', 'sandbox', '--private', email, '--number', number]
  return JSON.parse(await app.cli('line', 'connect', ...where, '--json'))
}
