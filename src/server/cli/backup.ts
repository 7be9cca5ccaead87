import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { diskBlobs } from '#db/blob.ts'
import { ok, refuse } from '#kit/result.ts'
import { backup } from '../backup/backup.ts'
import { restore } from '../backup/restore.ts'
import { count, size } from '../words.ts'
import type { CliCommand } from './command.ts'

export const backupCommand: CliCommand = {
  name: 'backup',
  usage: 'FILE',
  about: 'Write everything into one file: rows, media and the secret. Keep it where nobody else can read it',
  positionals: 1,
  async run({ env, open, positionals }) {
    const file = resolve(positionals[0] ?? '')
    if (!existsSync(dirname(file))) return refuse('no-such-folder', { path: dirname(file) })
    const opened = await open()
    if (!opened.ok) return opened
    const done = await backup(opened.value, diskBlobs(join(env.DATA_DIR, 'media')), file)
    const { rows, media, bytes } = done
    const text = [
      `Backed up ${count(rows, 'row')} and ${count(media.files, 'file')} into ${file} (${size(bytes)}).`,
    ]
    if (media.missing > 0)
      text.push(`${count(media.missing, 'file')} of messages could not be found in DATA_DIR/media.`)
    return ok({ json: done, text: text.join('\n') })
  },
}

export const restoreCommand: CliCommand = {
  name: 'restore',
  usage: 'FILE',
  about: 'Make an empty installation what a backup says; nothing is changed unless all of it is whole',
  positionals: 1,
  async run({ env, positionals }) {
    const file = resolve(positionals[0] ?? '')
    if (!existsSync(file)) return refuse('no-such-file', { path: file })
    const restored = await restore(env, file)
    if (!restored.ok) return restored
    const { takenAt, rows, media } = restored.value
    const text = `Restored ${count(rows, 'row')} and ${count(media.files, 'file')} as they were at ${takenAt}. Start with: npm start`
    return ok({ json: restored.value, text })
  },
}
