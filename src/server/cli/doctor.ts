import { ok } from '#kit/result.ts'
import { checkAudit, checkCounters, checkMedia, checkNumbering } from '../doctor/facts.ts'
import { type Check, type Finding, type Ground, wrong } from '../doctor/finding.ts'
import {
  checkAddress,
  checkClock,
  checkDatabase,
  checkFolder,
  checkSchema,
  checkWalls,
} from '../doctor/place.ts'
import { checkVoices } from '../doctor/voices.ts'
import { checkJobs, checkLines, checkMessages } from '../doctor/work.ts'
import { explain } from '../explain.ts'
import type { CliCommand, Output } from './command.ts'

const CHECKS: Check[] = [
  checkFolder,
  checkAddress,
  checkDatabase,
  checkSchema,
  checkWalls,
  checkClock,
  checkJobs,
  checkLines,
  checkMessages,
  checkVoices,
  checkCounters,
  checkNumbering,
  checkAudit,
  checkMedia,
]

export const doctor: CliCommand = {
  name: 'doctor',
  usage: '',
  about: 'Look whether everything is as it should be, and say what to do where it is not',
  async run({ env, providers, open }) {
    const opened = await open()
    if (!opened.ok) return ok(report(wrong('database', explain(opened.error, env))))
    const ground = { env, opened: opened.value, providers }
    const findings: Finding[] = []
    for (const check of CHECKS) findings.push(...(await examine(check, ground)))
    return ok(report(findings))
  },
}

async function examine(check: Check, ground: Ground): Promise<Finding[]> {
  try {
    return await check(ground)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return wrong('examination', `It could not be finished: ${reason}`)
  }
}

function report(findings: Finding[]): Output {
  const healthy = findings.every((finding) => !finding.wrong)
  const lines = findings.map((finding) => `${finding.wrong ? '✗' : '✓'} ${finding.check}: ${finding.text}`)
  const end = healthy ? 'Everything is as it should be.' : 'Something is wrong; see the lines with ✗.'
  return { json: { healthy, findings }, text: [...lines, '', end].join('\n'), healthy }
}
