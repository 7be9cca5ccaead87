import { type FormEvent, useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { contactType } from '#features/contact/contact.ts'
import { inboxMemberType } from '#features/inbox/inbox.ts'
import { lineType, lineWords } from '#features/line/line.ts'
import { memberType } from '#features/member/member.ts'
import { tagType } from '#features/tag/tag.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { SelectField, TextField } from '#ui/Field.tsx'
import { useAssignment } from './assignment-hooks.tsx'
import type { ListFilter } from './list.ts'

type Props = { filter: ListFilter; onChange(filter: ListFilter): void; onClose(): void }

/** By whom, by what, by which number, and when. */
export function MoreFiltersDialog({ filter, onChange, onClose }: Props) {
  const t = useTranslations('conversation')
  const assignment = useAssignment(filter.inboxId)
  const { members, tags, lines, companies, properties } = useChoices(filter.inboxId)
  return (
    <Dialog title={t('filter.more')} onClose={onClose}>
      <form onSubmit={apply} className="flex flex-col gap-4">
        {assignment && (
          <SelectField
            label={t('filter.fields.assignee')}
            name="assigneeId"
            defaultValue={filter.assigneeId ?? ''}
          >
            <Choices any={t('filter.any')} choices={members} />
          </SelectField>
        )}
        <SelectField label={t('filter.fields.tag')} name="tagId" defaultValue={filter.tagId ?? ''}>
          <Choices any={t('filter.any')} choices={tags} />
        </SelectField>
        <SelectField label={t('filter.fields.line')} name="lineId" defaultValue={filter.lineId ?? ''}>
          <Choices any={t('filter.any')} choices={lines} />
        </SelectField>
        <TextField
          label={t('filter.fields.company')}
          name="company"
          defaultValue={filter.company ?? ''}
          list="companies"
          maxLength={200}
        />
        <Suggestions id="companies" values={companies} />
        <TextField
          label={t('filter.fields.property')}
          hint={t('filter.fields.propertyHint')}
          name="property"
          defaultValue={filter.property ? `${filter.property.name}: ${filter.property.value}` : ''}
          list="properties"
        />
        <Suggestions id="properties" values={properties} />
        <div className="grid grid-cols-2 gap-4">
          <TextField
            label={t('filter.fields.since')}
            name="since"
            type="date"
            defaultValue={dayOf(filter.since)}
          />
          <TextField
            label={t('filter.fields.until')}
            name="until"
            type="date"
            defaultValue={dayOf(filter.until, -1)}
          />
        </div>
        <Button type="submit" look="primary" className="self-end">
          {t('filter.apply')}
        </Button>
      </form>
    </Dialog>
  )

  function apply(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const said = (name: string) => {
      const value = fields.get(name)
      return (typeof value === 'string' && value.trim()) || undefined
    }
    onChange({
      ...filter,
      assigneeId: said('assigneeId'),
      tagId: said('tagId'),
      lineId: said('lineId'),
      company: said('company'),
      property: propertyOf(said('property')),
      since: instantOf(said('since')),
      // Of the day that is named, too.
      until: instantOf(said('until'), 1),
    })
    onClose()
  }
}

type Choice = { id: string; name: string }

function Choices({ any, choices }: { any: string; choices: Choice[] }) {
  return (
    <>
      <option value="">{any}</option>
      {choices.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </>
  )
}

function Suggestions({ id, values }: { id: string; values: string[] }) {
  return (
    <datalist id={id}>
      {values.map((value) => (
        <option key={value} value={value}>
          {value}
        </option>
      ))}
    </datalist>
  )
}

const MOST_SUGGESTED = 200

function useChoices(inboxId: string | null) {
  const { store } = useSync()
  return useMemo(() => {
    const here = new Set(
      store
        .all(inboxMemberType)
        .flatMap((one) => (inboxId === null || one.inboxId === inboxId ? one.memberId : [])),
    )
    const contacts = store.all(contactType)
    const said = (values: string[]) => [...new Set(values)].sort().slice(0, MOST_SUGGESTED)
    return {
      members: byName(store.all(memberType).filter(({ id }) => here.has(id))),
      tags: byName(store.all(tagType)),
      lines: store
        .all(lineType)
        .filter((line) => inboxId === null || line.inboxId === inboxId)
        .map((line) => ({ id: line.id, name: lineWords(line) })),
      companies: said(contacts.flatMap(({ company }) => company ?? [])),
      properties: said(
        contacts.flatMap((contact) =>
          Object.entries(contact.properties).map(([name, value]) => `${name}: ${value}`),
        ),
      ),
    }
  }, [store, inboxId])
}

function byName<Row extends Choice>(rows: Row[]): Row[] {
  return rows.toSorted((a, b) => a.name.localeCompare(b.name))
}

function propertyOf(text: string | undefined): ListFilter['property'] {
  const [name = '', ...value] = text?.split(':') ?? []
  return name.trim() === '' ? undefined : { name: name.trim(), value: value.join(':').trim() }
}

// Days are those of the person who chooses them.
function instantOf(day: string | undefined, later = 0): string | undefined {
  if (day === undefined) return undefined
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + later).toISOString()
}

function dayOf(instant: string | undefined, later = 0): string {
  if (instant === undefined) return ''
  const at = new Date(instant)
  at.setDate(at.getDate() + later)
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}
