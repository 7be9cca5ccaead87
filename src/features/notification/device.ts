import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

/** A browser of a member's that a push service delivers to. Where it does, nobody but the server needs to know. */
const deviceRow = z.object({
  id: z.string(),
  memberId: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  /** When something was last delivered. */
  usedAt: z.nullable(z.iso.datetime()),
})

export const deviceType = syncedType('notification_device', deviceRow, {
  audience: ({ memberId }) => memberId,
})

export type Device = z.output<typeof deviceType.row>

export const storedDeviceSchema = z.extend(deviceRow, {
  endpoint: z.string(),
  p256dh: z.string(),
  auth: z.string(),
  /** The session in which it subscribed, and with which it ends. */
  sessionId: z.nullable(z.string()),
})

export type StoredDevice = z.output<typeof storedDeviceSchema>

/** What holds for everybody: the key by which push services know the workspace, and what may be said outside of it. */
const workspaceRow = z.object({
  id: z.string(),
  pushKey: z.string(),
  /** Pushed words and mails say that there is something, and not what. */
  hidesTexts: z.boolean(),
})

export const notificationWorkspaceType = syncedType('notification_workspace', workspaceRow, {
  audience: () => null,
})

export const storedWorkspaceSchema = z.extend(workspaceRow, { sealedPushKey: z.string() })
