import { X } from 'lucide-react'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { updateContactCommand } from '#features/contact/contact.api.ts'
import { type Contact, contactType } from '#features/contact/contact.ts'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { inboxType } from '#features/inbox/inbox.ts'
import { isLetGo, lineType, lineWords } from '#features/line/line.ts'
import { memberType } from '#features/member/member.ts'
import { TagChip } from '#features/tag/TagChip.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { commandMenu } from '#ui/command-menu.ts'
import { TextAreaField, TextField } from '#ui/Field.tsx'
import { toasts } from '#ui/toasts.ts'
import { useToday, useWhen } from '#ui/When.tsx'
import { isGroup } from './contact-link.ts'
import { type Conversation, shelfOf } from './conversation.ts'
import { durationBetween } from './duration.ts'
import { OtherConversations } from './OtherConversations.tsx'

/** CH-10, CH-11, MO-6: who the customer is, and everything about this conversation in one place. */
export function DetailsPanel({
  conversation,
  onClose,
  children,
}: {
  conversation: Conversation
  onClose(): void
  /** What else there is to say of the customer. */
  children?: ReactNode
}) {
  const t = useTranslations('conversation')
  const title = useId()
  return (
    <aside
      aria-labelledby={title}
      className="flex w-75 shrink-0 flex-col overflow-y-auto border-l border-line bg-surface max-[80rem]:absolute max-[80rem]:inset-y-0 max-[80rem]:right-0 max-[80rem]:z-20 max-[80rem]:shadow-floating phone:w-full"
    >
      <div className="flex h-13 shrink-0 items-center justify-between border-b border-line pr-2 pl-4 phone:h-14">
        <h2 id={title} className="text-base font-strong">
          {t('details.name')}
        </h2>
        <IconButton label={t('details.close')} onClick={onClose}>
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
      <div className="flex flex-col gap-6 p-4">
        <ContactPart key={`${conversation.id} ${conversation.contactId}`} conversation={conversation} />
        {children}
        <Facts conversation={conversation} />
        <OtherConversations key={conversation.contactId} conversation={conversation} />
      </div>
    </aside>
  )
}

function ContactPart({ conversation }: { conversation: Conversation }) {
  const t = useTranslations('conversation')
  const c = useTranslations('contact')
  const name = useContactName(conversation.contactId, conversation.display)
  const contact = useRow(contactType, conversation.contactId)
  const [editing, setEditing] = useState(false)
  if (editing && contact) return <ContactForm contact={contact} onClose={() => setEditing(false)} />
  const properties = Object.entries(contact?.properties ?? {})
  return (
    <section aria-label={c('name')} className="flex flex-col gap-1">
      <p className="text-lg font-strong break-words">{name}</p>
      {contact?.company && <p className="text-muted">{contact.company}</p>}
      {contact?.name && <p className="tabular text-muted">{conversation.display}</p>}
      {properties.length > 0 && (
        <dl className="mt-2 flex flex-col gap-1">
          {properties.map(([property, value]) => (
            <Fact key={property} name={property}>
              {value}
            </Fact>
          ))}
        </dl>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onClick={() => setEditing(true)}>{c('edit')}</Button>
        {!isGroup(conversation) && (
          <Button onClick={() => commandMenu.open({ people: true, linking: conversation.id })}>
            {t('linkContact')}
          </Button>
        )}
      </div>
    </section>
  )
}

function ContactForm({ contact, onClose }: { contact: Contact; onClose(): void }) {
  const t = useTranslations('contact')
  const { connection } = useSync()
  const [name, setName] = useState(contact.name ?? '')
  const [company, setCompany] = useState(contact.company ?? '')
  const [lines, setLines] = useState(
    Object.entries(contact.properties)
      .map(([property, value]) => `${property}: ${value}`)
      .join('\n'),
  )
  const properties = readProperties(lines)
  return (
    <form onSubmit={save} aria-label={t('edit')} className="flex flex-col gap-3">
      <TextField
        label={t('fields.name')}
        value={name}
        onChange={({ target }) => setName(target.value)}
        maxLength={120}
      />
      <TextField
        label={t('fields.company')}
        value={company}
        onChange={({ target }) => setCompany(target.value)}
        maxLength={120}
      />
      <TextAreaField
        label={t('fields.properties')}
        hint={t('fields.propertiesHint')}
        problem={properties ? undefined : t('fields.propertiesProblem')}
        value={lines}
        onChange={({ target }) => setLines(target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button type="submit" look="primary" disabled={!properties}>
          {t('save')}
        </Button>
      </div>
    </form>
  )

  function save(event: FormEvent): void {
    event.preventDefault()
    if (!properties) return
    const before = { id: contact.id, name: contact.name ?? '', company: contact.company ?? '' }
    void connection.run(updateContactCommand, { id: contact.id, name, company, properties })
    toasts.say(t('saved'), {
      undo: () => void connection.run(updateContactCommand, { ...before, properties: contact.properties }),
    })
    onClose()
  }
}

const LONGEST_NAME = 60

// One on each line: its name, a colon, its value.
function readProperties(text: string): Record<string, string> | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const pairs = lines.map((line) => [
    line.split(':')[0]?.trim() ?? '',
    line.split(':').slice(1).join(':').trim(),
  ])
  const readable = pairs.every(([name = '', value = '']) => name && value && name.length <= LONGEST_NAME)
  return readable ? Object.fromEntries(pairs) : undefined
}

function Facts({ conversation }: { conversation: Conversation }) {
  const t = useTranslations('conversation')
  const c = useTranslations('contact')
  const language = useLocale()
  const when = useWhen()
  const today = useToday()
  const { inboxId, lineId, assigneeId, snoozedUntil, tagIds, createdAt, lastActivityAt } = conversation
  const inbox = useRow(inboxType, inboxId)
  const line = useRow(lineType, lineId)
  const assignee = useRow(memberType, assigneeId ?? undefined)
  return (
    <section aria-label={t('details.conversation')}>
      <dl className="flex flex-col gap-1.5">
        <Fact name={t('details.status')}>{t(`status.${shelfOf(conversation)}`)}</Fact>
        {snoozedUntil && <Fact name={t('status.snoozed')}>{when.moment(snoozedUntil)}</Fact>}
        {inbox?.assignmentMode && (
          <Fact name={t('filter.fields.assignee')}>{assignee?.name ?? t('nobody')}</Fact>
        )}
        <Fact name={t('details.inbox')}>{inbox ? `${inbox.emoji} ${inbox.name}` : t('otherInbox')}</Fact>
        <Fact name={t('details.channel')}>{c(`channel.${isGroup(conversation) ? 'group' : 'phone'}`)}</Fact>
        <Fact name={t('filter.fields.line')}>
          {line && lineWords(line)}
          {isLetGo(line) && <span className="block text-danger">{t('details.letGo')}</span>}
        </Fact>
        <Fact name={t('details.since')}>{when.day(createdAt, today)}</Fact>
        <Fact name={t('details.duration')}>{durationBetween(createdAt, lastActivityAt, language)}</Fact>
        {tagIds.length > 0 && (
          <Fact name={t('filter.fields.tag')}>
            <span className="flex flex-wrap justify-end gap-1">
              {tagIds.map((id) => (
                <TagChip key={id} id={id} />
              ))}
            </span>
          </Fact>
        )}
      </dl>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="min-w-0 text-right break-words">{children}</dd>
    </div>
  )
}
