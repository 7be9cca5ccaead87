import type { AuditFilter } from './audit.api.ts'
import type { AuditLine } from './audit.ts'

export const AUDIT_EXPORT_PATH = '/api/audit/export'

export type ExportFormat = 'csv' | 'jsonl'

/** Where the lines of a filter are downloaded. */
export function exportUrl(format: ExportFormat, filter: AuditFilter): string {
  const asked = Object.entries(filter).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
  return `${AUDIT_EXPORT_PATH}?${new URLSearchParams([['format', format], ...asked])}`
}

const COLUMNS = [
  'seq',
  'at',
  'action',
  'actor',
  'actorId',
  'actorName',
  'subjectId',
  'subjectName',
  'detail',
  'hash',
] as const

export function headOf(format: ExportFormat): string {
  return format === 'csv' ? `${COLUMNS.join(',')}\r\n` : ''
}

export function lineOf(format: ExportFormat, line: AuditLine): string {
  if (format === 'jsonl') return `${JSON.stringify(line)}\n`
  return `${COLUMNS.map((name) => cell(line[name])).join(',')}\r\n`
}

// A spreadsheet would run what begins like a formula.
const FORMULA = /^[=+\-@\t\r]/

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
