import { join } from 'node:path'
import { diskBlobs } from '#db/blob.ts'
import { makeDemo } from '#features/onboarding/demo.server.ts'
import { ok } from '#kit/result.ts'
import { SANDBOX } from '../setup.ts'
import { type CliCommand, columns } from './command.ts'

export const demo: CliCommand = {
  name: 'demo',
  usage: '',
  about: 'Prepare the demo: a bicycle shop with three members, two inboxes and 200 conversations',
  async run({ env, open }) {
    const opened = await open()
    if (!opened.ok) return opened
    const { core, key, secret } = opened.value
    const blobs = diskBlobs(join(env.DATA_DIR, 'media'))
    const made = await makeDemo({ core, key, secret, blobs, sandbox: SANDBOX })
    const people = made.members.map(({ name, email, password }) => [`  ${name}`, email, password])
    const lines = made.inboxes.flatMap(({ name, lines }) =>
      lines.map(({ number, provider }) => [`  ${name}`, number, provider]),
    )
    const text = [
      'The demo is ready. Sign in as:',
      columns(people),
      'Inboxes:',
      columns(lines),
      `API key: ${made.apiKey}`,
    ]
    return ok({ json: made, text: text.join('\n') })
  },
}
