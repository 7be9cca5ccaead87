import {
  allInboxesAnswer,
  createInboxCommand,
  orderInboxesCommand,
  setInboxMemberCommand,
} from '#features/access/inbox-access.server.ts'
import { removeMemberCommand } from '#features/access/remove.server.ts'
import { configureWorkspaceCommand } from '#features/access/workspace.api.ts'
import { apiKeyTable, createKeyCommand, revokeKeyCommand } from '#features/api-key/api-key.server.ts'
import { auditAnswer } from '#features/audit/audit.server.ts'
import { callingTable, callTable, callWordsTable } from '#features/call/call.server.ts'
import { callListAnswer, callWordsAnswer } from '#features/call/call-list.server.ts'
import { servedCallCommands } from '#features/call/commands.server.ts'
import { withCalls } from '#features/call/delete.server.ts'
import { scribeAnswer } from '#features/call/scribe-servers.server.ts'
import { commentCommands } from '#features/comment/comment.api.ts'
import { commentTable } from '#features/comment/comment.server.ts'
import {
  assignLineCommand,
  disconnectLineCommand,
  renameLineCommand,
} from '#features/connection/connection.server.ts'
import { servedConsent } from '#features/consent/consent-commands.server.ts'
import { carryConsent } from '#features/consent/link-consent.server.ts'
import { contactTable } from '#features/contact/contact.server.ts'
import { servedContactUpdate } from '#features/conversation/contact-changes.server.ts'
import { keptContactsAnswer, servedLink } from '#features/conversation/contact-link.server.ts'
import { conversationCommands } from '#features/conversation/conversation.api.ts'
import { conversationTable, eventTable, threadAnswer } from '#features/conversation/conversation.server.ts'
import { beginPersonal, conversationMemberTable } from '#features/conversation/conversation-member.server.ts'
import { listAnswer } from '#features/conversation/list.server.ts'
import { othersAnswer } from '#features/conversation/others.server.ts'
import { shareHistoryCommand } from '#features/conversation/share-history.server.ts'
import { draftCommands, draftTable, withDrafts } from '#features/draft/draft.server.ts'
import { configureInboxCommand } from '#features/inbox/inbox.api.ts'
import {
  inboxCounterTable,
  inboxMemberTable,
  inboxTable,
  memberCounterTable,
} from '#features/inbox/inbox.server.ts'
import { setInQueueCommand } from '#features/inbox/queue.api.ts'
import { queuePlaceTable } from '#features/inbox/queue.server.ts'
import { shareCommand } from '#features/inbox/share.server.ts'
import {
  invitationTable,
  inviteCommand,
  resendCommand,
  revokeCommand,
} from '#features/invitation/invitation.server.ts'
import { type LineDirectory, lineTable, type Providers } from '#features/line/line.server.ts'
import type { Mailer } from '#features/mail/mail.server.ts'
import {
  removePictureCommand,
  renameCommand,
  setAvailableCommand,
  setRoleCommand,
  transferOwnershipCommand,
} from '#features/member/member.api.ts'
import { memberTable, reachOf, reachTable } from '#features/member/member.server.ts'
import { setStatusCommand } from '#features/member/member-status.api.ts'
import { memberStatusTable } from '#features/member/member-status.server.ts'
import { sendLater } from '#features/message/carriage.server.ts'
import { deleteCommand } from '#features/message/delete.server.ts'
import { retryCommand, sendCommand } from '#features/message/message.api.ts'
import { messageTable } from '#features/message/message.server.ts'
import { dismissCommand, quarantineTable, reprocessCommand } from '#features/message/quarantine.server.ts'
import { ifSendable } from '#features/message/sendable.server.ts'
import { startCommand } from '#features/message/start.server.ts'
import {
  muteCommand,
  readAllCommand,
  readCommand as readNotificationsCommand,
} from '#features/notification/notification.api.ts'
import {
  deviceTable,
  muteTable,
  notificationSettingTable,
  notificationsAnswer,
  notificationTable,
  notificationWorkspaceTable,
  readRest,
} from '#features/notification/notification.server.ts'
import { hideTextsCommand, notifyCommand } from '#features/notification/setting.api.ts'
import { subscribeCommand, unsubscribeCommand } from '#features/notification/subscribe.server.ts'
import { preferCommand } from '#features/preference/preference.api.ts'
import { preferenceTable } from '#features/preference/preference.server.ts'
import { type ReplyLock, unlessLocked } from '#features/presence/reply-lock.server.ts'
import { searchAnswer } from '#features/search/search.server.ts'
import { saveSegmentCommand } from '#features/segment/segment.api.ts'
import {
  removeSegmentCommand,
  restoreSegmentCommand,
  segmentTable,
} from '#features/segment/segment.server.ts'
import { requireSecondFactorCommand } from '#features/sign-in/sign-in.api.ts'
import { pendingLinkTable, signInPolicyTable, singleSignOnTable } from '#features/sign-in/sign-in.server.ts'
import { saveTagCommand } from '#features/tag/tag.api.ts'
import { removeTagCommand, restoreTagCommand, tagTable, unlessNameTaken } from '#features/tag/tag.server.ts'
import { chatCommands } from '#features/team/team.api.ts'
import {
  chatMemberTable,
  chatMessageTable,
  chatSearchAnswer,
  chatTable,
  chatThreadAnswer,
  leaveChatCommand,
} from '#features/team/team.server.ts'
import { workspaceTable } from '#features/workspace/workspace.server.ts'
import { type Registry, served } from '#sync/command.server.ts'
import type { Command } from '#sync/command.ts'
import type { AnsweredQuery } from '#sync/query.server.ts'
import type { Table } from '#sync/table.server.ts'

/** Every synced type. A new kind of row is one word here. */
export const TABLES: Table[] = [
  workspaceTable,
  memberTable,
  memberStatusTable,
  queuePlaceTable,
  inboxTable,
  inboxMemberTable,
  inboxCounterTable,
  memberCounterTable,
  lineTable,
  contactTable,
  tagTable,
  conversationTable,
  conversationMemberTable,
  segmentTable,
  messageTable,
  callTable,
  callWordsTable,
  callingTable,
  commentTable,
  chatTable,
  chatMemberTable,
  chatMessageTable,
  draftTable,
  eventTable,
  quarantineTable,
  preferenceTable,
  notificationTable,
  notificationSettingTable,
  muteTable,
  deviceTable,
  notificationWorkspaceTable,
  signInPolicyTable,
  singleSignOnTable,
  pendingLinkTable,
  invitationTable,
  apiKeyTable,
]

/** Every command. */
export function registryOf(
  providers: Providers,
  lines: LineDirectory,
  lock: ReplyLock,
  mailer: Mailer,
  home: number,
  key: Buffer,
): Registry {
  const commands = [
    // Each is only ever given what its own input has parsed.
    ...(conversationCommands as unknown as Command[]).map((command) => served(TABLES, command)),
    ...(commentCommands as unknown as Command[]).map((command) => served(TABLES, command)),
    ...(chatCommands as unknown as Command[]).map((command) => served(TABLES, command)),
    leaveChatCommand,
    ...draftCommands(TABLES),
    ...servedCallCommands(TABLES, providers, home, key),
    unlessLocked(
      lock,
      ifSendable(served(TABLES, sendCommand, (write, { messageId }) => sendLater(write, messageId))),
    ),
    ifSendable(served(TABLES, retryCommand, (write, { messageId }) => sendLater(write, messageId))),
    served(TABLES, configureInboxCommand, async (write, { inboxId, unreadMode = 'team' }) => {
      if (unreadMode !== 'team') await beginPersonal(write, inboxId)
    }),
    shareCommand,
    shareHistoryCommand,
    served(TABLES, setAvailableCommand),
    served(TABLES, renameCommand),
    served(TABLES, removePictureCommand),
    served(TABLES, configureWorkspaceCommand),
    // What a role shows beside the inboxes is loaded anew.
    served(TABLES, setRoleCommand, (write, { memberId }) => write.changed(reachTable, [{ id: memberId }])),
    served(TABLES, transferOwnershipCommand, (write, { memberId }) => {
      const moved = [memberId, write.actor.id].flatMap((id) => (id === null ? [] : { id }))
      write.changed(reachTable, moved)
    }),
    removeMemberCommand,
    createInboxCommand,
    orderInboxesCommand,
    setInboxMemberCommand,
    served(TABLES, setStatusCommand),
    served(TABLES, setInQueueCommand),
    unlessNameTaken(served(TABLES, saveTagCommand)),
    served(TABLES, saveSegmentCommand),
    removeSegmentCommand,
    restoreSegmentCommand,
    servedContactUpdate,
    ...servedConsent,
    servedLink(carryConsent),
    served(TABLES, preferCommand),
    served(TABLES, readNotificationsCommand),
    served(TABLES, readAllCommand, readRest),
    served(TABLES, notifyCommand),
    served(TABLES, muteCommand),
    served(TABLES, hideTextsCommand),
    subscribeCommand,
    unsubscribeCommand,
    removeTagCommand,
    restoreTagCommand,
    startCommand(providers, lock),
    withDrafts(withCalls(deleteCommand)),
    reprocessCommand(lines),
    dismissCommand,
    served(TABLES, requireSecondFactorCommand),
    inviteCommand({ mailer }),
    resendCommand({ mailer }),
    revokeCommand,
    assignLineCommand,
    renameLineCommand,
    disconnectLineCommand,
    createKeyCommand,
    revokeKeyCommand,
  ]
  return { tables: TABLES, commands: new Map(commands.map((command) => [command.name, command])), reachOf }
}

/** Every question that a browser asks. */
export function queriesOf(key: Buffer): ReadonlyMap<string, AnsweredQuery> {
  const queries = [
    listAnswer,
    callListAnswer,
    callWordsAnswer,
    scribeAnswer(key),
    threadAnswer(TABLES),
    chatThreadAnswer,
    chatSearchAnswer,
    searchAnswer,
    keptContactsAnswer,
    othersAnswer,
    notificationsAnswer,
    auditAnswer,
    allInboxesAnswer,
  ]
  return new Map(queries.map((query) => [query.name, query]))
}
