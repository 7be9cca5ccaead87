import type { Problem } from '#kit/result.ts'
import type { Env } from './env.ts'

/** What went wrong at the start, and what to do: for the person at the terminal. */
export function explain({ code, params = {} }: Problem, env: Env): string {
  const text = EXPLANATIONS[code]
  return text ? text(params, env) : `Centralita could not start (${code}). ${JSON.stringify(params)}`
}

type Params = NonNullable<Problem['params']>

const EXPLANATIONS: Record<string, (params: Params, env: Env) => string> = {
  'port-taken': (_, { HOST, PORT }) =>
    `Port ${PORT} on ${HOST} is taken by another program. End it, or choose another port: PORT=3001 npm start`,
  'not-listening': ({ reason }, { HOST, PORT }) =>
    `Could not listen on ${HOST}:${PORT}. HOST must be an address of this machine. (${reason})`,
  'data-dir-not-writable': ({ path }) =>
    `The data folder ${path} cannot be written by the user that runs Centralita, or its Postgres files belong to another user. ` +
    'Correct its owner, or choose another folder: DATA_DIR=/var/lib/centralita npm start',
  'data-dir-other-version': ({ path, found, wanted }) =>
    `The data folder ${path} was made by Postgres ${found}; this release brings Postgres ${wanted}. ` +
    'Make a backup with the release that made it (npm run cli -- backup FILE), and restore it into a new folder.',
  'postgres-not-runnable': ({ path }) =>
    `The Postgres program ${path} cannot be run by the unprivileged user that it needs (Postgres refuses to run as root). ` +
    'Most often the clone lies in a private home directory: move it to a place that everybody may enter, such as /opt/centralita, ' +
    'or run npm start as an ordinary user. With DATABASE_URL you can use any Postgres from version 16.',
  'postgres-not-started': ({ log }) => `The embedded Postgres did not start. What it said is in ${log}`,
  'database-unreachable': ({ reason }) =>
    `The database of DATABASE_URL could not be reached: ${reason}. Check its address, name and password, and that it runs.`,
  'database-too-old': ({ found, wanted }) =>
    `The database of DATABASE_URL is Postgres ${Math.floor(Number(found) / 10_000)}; Centralita needs ${wanted} or newer.`,
  'database-not-prepared': ({ reason }) =>
    `The database could not be brought up to date: ${reason}. Its user must own the database, and may create roles and schemas.`,
}
