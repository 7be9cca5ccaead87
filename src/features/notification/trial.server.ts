import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { setLetter } from '#features/mail/letter.ts'
import type { Mailer } from '#features/mail/mail.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { loadRows } from '#sync/table.server.ts'
import { write } from '#sync/write.server.ts'
import { deviceTable, notificationSettingTable, notificationTable } from './notification.server.ts'
import { mayPush, noteDelivery, type PushCarriage } from './push.server.ts'
import { readPushKeys } from './push-keys.server.ts'
import { pushTo } from './push-service.server.ts'
import { ordinary } from './settings.ts'
import type { TrialOutcome } from './trial.ts'
import { wordsIn } from './words.ts'

export type Trying = PushCarriage & { mailer: Mailer; publicUrl: string }

type Who = { workspaceId: string; memberId: string }
type Asked = { medium: 'app' | 'email' | 'push'; deviceId?: string | undefined }

/** Sends a member something on one medium now, and answers what became of it. */
export function tryMedium(parts: Trying, who: Who, { medium, deviceId }: Asked): Promise<TrialOutcome> {
  if (medium === 'app') return tryApp(parts, who)
  return medium === 'email' ? tryMail(parts, who) : tryPush(parts, who, deviceId)
}

async function tryApp({ core }: Trying, { workspaceId, memberId }: Who): Promise<TrialOutcome> {
  await write(core, workspaceId, { type: 'member', id: memberId }, async (write) => {
    const nothing = {
      inboxId: null,
      conversationId: null,
      chatId: null,
      subjectId: null,
      seq: null,
      actorId: null,
      mailId: null,
    }
    write.save(notificationTable, undefined, {
      ...{
        ...nothing,
        id: uuidv7(),
        eventId: uuidv7(),
        memberId,
        kind: 'test',
        title: '',
        text: '',
        files: 0,
        times: 1,
      },
      ...{ media: ['app'], tone: 'chime', at: write.now, readAt: null },
    })
  })
  return { code: 'sent', where: '' }
}

async function tryMail(
  { core, mailer, publicUrl }: Trying,
  { workspaceId, memberId }: Who,
): Promise<TrialOutcome> {
  if (!mailer.ready) return { code: 'no-mail-server' }
  const { member, words } = await inWorkspace(core.db, workspaceId, async (tx) => {
    const [chosen] = await loadRows(tx, notificationSettingTable, [memberId])
    const member = await tx.one(
      sql<{ name: string; email: string }>`select name, email from member
        where workspace_id = ${workspaceId} and id = ${memberId}`,
    )
    return { member, words: wordsIn((chosen ?? ordinary(memberId)).language) }
  })
  if (!member) return { code: 'no-mail-server' }
  const { subject, text } = words.test
  const url = `${publicUrl}/settings/notifications`
  const letter = setLetter({
    title: subject,
    paragraphs: [text],
    action: { label: words.mail.settings, url },
    footer: [publicUrl],
  })
  const sent = await mailer.send({ to: { name: member.name, address: member.email }, subject, ...letter })
  if (sent.ok) return { code: 'sent', where: member.email }
  return { code: sent.error.code, status: sent.error.status ?? 0 }
}

async function tryPush(
  trying: Trying,
  { workspaceId, memberId }: Who,
  deviceId: string | undefined,
): Promise<TrialOutcome> {
  const { core, fetch, key, contact } = trying
  const { device, keys, words } = await inWorkspace(core.db, workspaceId, async (tx) => {
    const [device] = deviceId === undefined ? [] : await loadRows(tx, deviceTable, [deviceId])
    const [chosen] = await loadRows(tx, notificationSettingTable, [memberId])
    const { language } = chosen ?? ordinary(memberId)
    return { device, keys: await readPushKeys(tx, key), words: wordsIn(language) }
  })
  if (device?.memberId !== memberId || !keys || !(await mayPush(trying, device))) return { code: 'no-device' }
  const id = uuidv7()
  const pushed = await pushTo(
    fetch,
    device,
    keys,
    contact,
    {
      ...{ id, times: 1 },
      title: words.test.subject,
      body: device.name,
      path: '/settings/notifications',
      tag: 'test',
      unread: 0,
    },
    { ttlSeconds: 60, urgency: 'high', topic: 'test' },
  )
  await noteDelivery(core, workspaceId, device.id, pushed.ok ? 'delivered' : pushed.error.code)
  if (pushed.ok) return { code: 'sent', where: device.name }
  return { code: `push-${pushed.error.code}`, status: pushed.error.status }
}
