import { NewMessageDialog } from '#features/message/NewMessageDialog.tsx'
import { useSearchOnce } from '#features/search/search-hooks.tsx'

export function NewMessage(props: { inboxId: string | undefined; onClose(): void }) {
  return <NewMessageDialog {...props} lookUp={useSearchOnce()} />
}
