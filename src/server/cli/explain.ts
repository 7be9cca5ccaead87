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
  'unknown-command': ({ name }) => `There is no command "${name}". All commands: npm run -s cli -- help`,
  'invalid-arguments': ({ reason, usage }) => `${reason}\nUsage: npm run -s cli -- ${usage}`,
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
  'no-owner': () => 'The workspace has no owner for whom a key could act.',
  'unknown-api-key': ({ id }) =>
    `No key with the id ${id} is in force. All keys: npm run -s cli -- api-key list`,
}
