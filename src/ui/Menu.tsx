import { type ComponentProps, cloneElement, type ReactElement, useState } from 'react'
import { lazily } from './lazily.tsx'
import type * as MenuParts from './MenuParts.tsx'

// The code of all menus comes with the first one that is opened, or before that when the page has nothing to do.
let parts: typeof MenuParts | undefined
const Whole = lazily(async () => {
  parts = await import('./MenuParts.tsx')
  return parts.Menu
})

type Props = ComponentProps<typeof MenuParts.Menu>

/** Commands behind a button. `trigger` is the button: alone, until it is first pressed. */
export function Menu(props: Props) {
  const { trigger, open, onOpenChange } = props
  const [wanted, want] = useState(open)
  if (open && !wanted) want(true)
  // Every button takes these.
  const button = cloneElement(trigger as ReactElement<ComponentProps<'button'>>, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => onOpenChange(true),
  })
  if (!wanted) return button
  return <Whole.Component meanwhile={button} {...props} />
}

export function MenuItem(props: ComponentProps<typeof MenuParts.MenuItem>) {
  return parts ? <parts.MenuItem {...props} /> : null
}

export function MenuTile(props: ComponentProps<typeof MenuParts.MenuTile>) {
  return parts ? <parts.MenuTile {...props} /> : null
}

export function MenuTiles(props: ComponentProps<typeof MenuParts.MenuTiles>) {
  return parts ? <parts.MenuTiles {...props} /> : null
}

export function MenuChoice<T extends string>(props: ComponentProps<typeof MenuParts.MenuChoice<T>>) {
  return parts ? <parts.MenuChoice<T> {...props} /> : null
}

export function MenuCheck(props: ComponentProps<typeof MenuParts.MenuCheck>) {
  return parts ? <parts.MenuCheck {...props} /> : null
}

export function MenuDivider() {
  return parts ? <parts.MenuDivider /> : null
}
