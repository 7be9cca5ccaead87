import type { Problem } from '#kit/result.ts'
import type { Env } from '../env.ts'
import { explain } from '../explain.ts'

/** What went wrong in a command, and what to do. */
export function explainCommand(problem: Problem, env: Env): string {
  const text = EXPLANATIONS[problem.code]
  return text ? text(problem.params ?? {}) : explain(problem, env)
}

/** Problems of how a command was called, not of what it did. */
export const MISUSE = new Set(['unknown-command', 'invalid-arguments', 'missing-option', 'unknown-provider'])

type Params = NonNullable<Problem['params']>

const EXPLANATIONS: Record<string, (params: Params) => string> = {
  unexpected: ({ reason }) => `This should not have happened: ${reason}`,
  'unknown-command': ({ name }) => `There is no command "${name}". All commands: npm run -s cli -- help`,
  'invalid-arguments': ({ reason, usage }) => `${reason}\nUsage: npm run -s cli -- ${usage}`,
  'unknown-member': ({ email }) => `Nobody in this workspace has the address ${email}.`,
  'not-private': ({ email }) =>
    `This number is connected already, and not to ${email} alone. A number that is shared does not become private.`,
  'missing-option': ({ option }) => `${option} is missing.`,
  'unknown-provider': ({ name, known }) =>
    name ? `There is no provider "${name}". Known: ${known}` : `--provider is missing. Known: ${known}`,
  'invalid-settings': ({ provider, wrong, required, optional }) =>
    `${provider} does not take these settings; missing or wrong: ${wrong}\nRequired: ${required}${optional ? `\nOptional: ${optional}` : ''}`,
  'invalid-number': () =>
    'This is no telephone number. Write it with its country code: --number +14155550101',
  'line-elsewhere': ({ inbox }) =>
    `This number is connected to the inbox "${inbox}" already. Connect it with --inbox "${inbox}" to give it new settings.`,
  'no-workspace': () =>
    'There is no workspace yet. Open the app and create one, or prepare the demo: npm run -s cli -- demo',
  'unknown-workspace': ({ id }) =>
    `There is no workspace ${id}. All workspaces: npm run -s cli -- workspace list`,
  'which-workspace': ({ ids }) =>
    `There are several workspaces. Say which one: --workspace ID, one of ${ids}`,
  'no-such-folder': ({ path }) => `There is no folder ${path}.`,
  'no-such-file': ({ path }) => `There is no file ${path}.`,
  'backup-unreadable': ({ reason }) =>
    `This file is no backup, or it is broken off: ${reason}. Nothing has been changed.`,
  'backup-damaged': ({ entry }) =>
    `The backup is damaged: ${entry} is not what it was. Nothing has been changed. Try another copy of the file.`,
  'backup-incomplete': () =>
    'The backup is not whole. Nothing has been changed. Try another copy of the file.',
  'backup-newer-format': () =>
    'The backup was made by a newer release. Restore it with that release or a later one. Nothing has been changed.',
  'backup-newer': ({ migrations }) =>
    `The backup was made by a newer release (it knows ${migrations}). Restore it with that release or a later one. Nothing has been changed.`,
  'secret-differs': () =>
    'APP_SECRET is another secret than that of the backup. Unset it (the secret of the backup is then kept in DATA_DIR/app.secret), or set it to that of the old installation. Nothing has been changed.',
  'server-running': () =>
    'A server works with this database. Stop it first (Ctrl-C where it runs), then restore. Nothing has been changed.',
  'not-empty': () =>
    'There is a workspace here already, and a restore replaces nothing. Choose an empty place: DATA_DIR=./restored npm run -s cli -- restore FILE, or an empty database in DATABASE_URL. Nothing has been changed.',
  'database-ahead': () =>
    'The backup is from an older release than the schema of this database. Restore it into an empty database: create one and set DATABASE_URL to it. Nothing has been changed.',
  'restore-mismatch': ({ table, found, wanted }) =>
    `After restoring, ${table} had ${found} rows instead of ${wanted}. Nothing has been changed.`,
  'no-owner': () => 'The workspace has no owner for whom a key could act.',
  'unknown-scope': ({ name, known }) => `There is no scope "${name}". Known: ${known}`,
  'unknown-api-key': ({ id }) =>
    `No key with the id ${id} is in force. All keys: npm run -s cli -- api-key list`,
}
