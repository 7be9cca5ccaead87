import { linkedIn } from '#features/conversation/link-hooks.tsx'
import { Link } from '#ui/navigation.tsx'

const LOOK = 'text-accent-text underline underline-offset-2'

/** An address in a text: one of ours is opened here, any other beside this page. */
export function NoteLink({ href }: { href: string }) {
  if (linkedIn(href)) {
    return (
      <Link to={href.slice(location.origin.length)} className={LOOK}>
        {href}
      </Link>
    )
  }
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className={LOOK}>
      {href}
    </a>
  )
}
