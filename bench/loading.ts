import { ROOT, runNode } from '#test/rig/child.ts'

/** What a load is to be: `texts` from so many customers, over so many connections, after a warm-up of the same. */
export type LoadJob = {
  webhook: string
  account: { accountSid: string; authToken: string }
  socket: { url: string; cookie: string }
  browsers: number
  connections: number
  firstCustomer: number
  customers: number
  warmUp: number
  texts: number
  /** Without it, as many as the server takes. */
  perSecond?: number
}

export type LoadReport = {
  tookMs: number
  /** How long each answer took, in milliseconds. */
  acks: number[]
  refused: number
  /** For a paced load: from before a webhook is sent until its text is with a browser, for each and each browser. */
  pushes: number[]
  /** How many texts the browser that heard least has heard of, those of the warm-up included. */
  pushed: number
}

/** Runs a load in a process of its own. */
export async function runLoad(job: LoadJob): Promise<LoadReport> {
  const child = runNode([`${ROOT}/bench/load.ts`, JSON.stringify(job)])
  // Our own program's own words.
  return JSON.parse(await child.firstLine) as LoadReport
}
