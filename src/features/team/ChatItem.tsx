import { useTranslations } from 'use-intl'
import { NoteEditor } from '#features/comment/NoteEditor.tsx'
import { NoteItem } from '#features/comment/NoteItem.tsx'
import { Unsent } from '#features/comment/Unsent.tsx'
import { type ItemProps, threadKind } from '#features/conversation/thread-kinds.tsx'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow, useSync, useUnsent } from '#sync/sync.tsx'
import { toasts } from '#ui/toasts.ts'
import { Time } from '#ui/When.tsx'
import { type ChatMessage, chatMessageType, type Did } from './chat.ts'
import { useNamingInChat } from './chat-naming.tsx'
import {
  deleteChatCommand,
  editChatCommand,
  reactInChatCommand,
  restoreChatCommand,
  sendChatCommand,
} from './team.api.ts'

/** INB-12, INB-13: what members say to each other: one's own on the right. */
export const chatKind = threadKind(chatMessageType, {
  placing: ({ createdAt, authorId, did }) => ({
    at: createdAt,
    group: did === null ? authorId : null,
    lane: null,
  }),
  Item: ChatItem,
})

function ChatItem(props: ItemProps<ChatMessage>) {
  const { did } = props.row
  return did === null ? <Said {...props} /> : <Line message={props.row} did={did} />
}

function Said({ row: message, first, last }: ItemProps<ChatMessage>) {
  const t = useTranslations('comment')
  const { connection } = useSync()
  const me = useMyId()
  const { id: messageId, chatId, authorId } = message
  const naming = useNamingInChat(chatId)
  const unsentId = useUnsent(
    // A command of this name has its input.
    ({ name, input }) =>
      name === sendChatCommand.name && (input as { messageId: string }).messageId === messageId,
  )
  const place = { chatId, messageId }
  const mine = authorId === me
  const acts = {
    react: (emoji: string, on: boolean) => void connection.run(reactInChatCommand, { ...place, emoji, on }),
    copyLink: undefined,
    mayEdit: mine,
    remove: mine ? remove : undefined,
  }
  return (
    <NoteItem
      note={message}
      kind="chat"
      ours={mine}
      first={first}
      last={last}
      acts={acts}
      editor={(onDone) => (
        <NoteEditor
          note={message}
          naming={naming}
          onSave={(words) => void connection.run(editChatCommand, { ...place, ...words })}
          onDone={onDone}
        />
      )}
    >
      {unsentId !== undefined && <Unsent commandId={unsentId} draft={chatId} text={message.text} />}
    </NoteItem>
  )

  function remove(): void {
    void connection.run(deleteChatCommand, place)
    toasts.say(t('deleted'), { undo: () => void connection.run(restoreChatCommand, place) })
  }
}

function Line({ message: { authorId, createdAt }, did }: { message: ChatMessage; did: Did }) {
  const t = useTranslations('team')
  const { store } = useSync()
  const me = useMyId()
  const author = useRow(memberType, authorId)
  const others = did.memberIds.filter((id) => id !== authorId)
  const names = others.map((id) =>
    id === me ? t('youToo') : (store.get(memberType, id)?.name ?? t('somebody')),
  )
  const words = {
    mine: authorId === me ? 'yes' : 'no',
    who: author?.name ?? t('somebody'),
    whom: new Intl.ListFormat(document.documentElement.lang).format(names),
    name: did.name ?? '',
  }
  const what = did.type === 'renamed' && did.name === null ? 'unnamed' : did.type
  return (
    <article className="my-2 flex justify-center gap-1.5 text-xs text-muted">
      <span className="text-center">{t(`did.${what}`, words)}</span>
      <span aria-hidden="true">·</span>
      <Time at={createdAt} className="tabular text-faint" />
    </article>
  )
}
