import { apiKeyType } from '#features/api-key/api-key.ts'
import { callType } from '#features/call/call.ts'
import { callingType } from '#features/call/calling.ts'
import { callWordsType } from '#features/call/words.ts'
import { commentType } from '#features/comment/comment.ts'
import { contactType } from '#features/contact/contact.ts'
import { conversationCommands } from '#features/conversation/conversation.api.ts'
import { conversationType } from '#features/conversation/conversation.ts'
import { conversationMemberType } from '#features/conversation/conversation-member.ts'
import { forgetGoneThreads } from '#features/conversation/thread-window.tsx'
import { draftType } from '#features/draft/draft.ts'
import { inboxCounterType, inboxMemberType, inboxType, memberCounterType } from '#features/inbox/inbox.ts'
import { queuePlaceType } from '#features/inbox/queue.ts'
import { invitationType } from '#features/invitation/invitation.ts'
import { lineType } from '#features/line/line.ts'
import { memberType } from '#features/member/member.ts'
import { memberStatusType } from '#features/member/member-status.ts'
import { retryCommand, sendCommand } from '#features/message/message.api.ts'
import { messageType } from '#features/message/message.ts'
import { quarantineType } from '#features/message/quarantine.ts'
import { deviceType, notificationWorkspaceType } from '#features/notification/device.ts'
import {
  muteCommand,
  readAllCommand,
  readCommand as readNotificationsCommand,
} from '#features/notification/notification.api.ts'
import { muteType, notificationType } from '#features/notification/notification.ts'
import { notificationSettingType } from '#features/notification/settings.ts'
import { preferCommand } from '#features/preference/preference.api.ts'
import { preferenceType } from '#features/preference/preference.ts'
import { saveSegmentCommand } from '#features/segment/segment.api.ts'
import { segmentType } from '#features/segment/segment.ts'
import { pendingLinkType, signInPolicyType, singleSignOnType } from '#features/sign-in/sign-in.ts'
import { saveTagCommand } from '#features/tag/tag.api.ts'
import { tagType } from '#features/tag/tag.ts'
import { chatMemberType, chatMessageType, chatType } from '#features/team/chat.ts'
import { CHATS } from '#features/team/chat-thread.ts'
import { workspaceType } from '#features/workspace/workspace.ts'
import type { Problem } from '#kit/result.ts'
import type { Command } from '#sync/command.ts'
import { eventType } from '#sync/event.ts'
import { startSync } from '#sync/start.ts'

import { newVersion } from './new-version.ts'

const TYPES = [
  workspaceType,
  memberType,
  memberStatusType,
  queuePlaceType,
  inboxType,
  inboxMemberType,
  inboxCounterType,
  memberCounterType,
  lineType,
  contactType,
  tagType,
  conversationType,
  conversationMemberType,
  segmentType,
  messageType,
  callType,
  callWordsType,
  callingType,
  commentType,
  chatType,
  chatMemberType,
  chatMessageType,
  draftType,
  eventType,
  quarantineType,
  preferenceType,
  notificationType,
  notificationSettingType,
  muteType,
  deviceType,
  notificationWorkspaceType,
  signInPolicyType,
  singleSignOnType,
  pendingLinkType,
  invitationType,
  apiKeyType,
]

// What can be done offline, and is done again from the disk after a reload; more of it a moment later.
const COMMANDS = [
  ...conversationCommands,
  sendCommand,
  retryCommand,
  saveTagCommand,
  saveSegmentCommand,
  preferCommand,
  readNotificationsCommand,
  readAllCommand,
  muteCommand,
]

/** This browser's copy of the workspace and its line to the server. */
export async function openSync(onRefused: (problem: Problem, command: string, input: unknown) => void) {
  const url = new URL('/sync', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  // Each is run with the very input that it was kept with.
  const commands = COMMANDS as unknown as Command[]
  const sync = await startSync({
    ...{ types: TYPES, commands, url: url.href, onRefused },
    later: async () => (await import('./later-commands.ts')).LATER_COMMANDS,
    onOutdated: newVersion.look,
  })
  forgetGoneThreads(sync)
  forgetGoneThreads(sync, CHATS)
  return sync
}
