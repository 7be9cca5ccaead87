import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { type ReactElement, type ReactNode, useState } from 'react'

/** Commands behind a button. `trigger` is the button. */
export function Menu({
  trigger,
  open,
  onOpenChange,
  side = 'bottom',
  children,
}: {
  trigger: ReactElement
  open: boolean
  onOpenChange(open: boolean): void
  side?: 'top' | 'bottom'
  children: ReactNode
}) {
  // Beside its button, in whatever part of the page that is.
  const [place, setPlace] = useState<HTMLElement | null>(null)
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <span ref={setPlace} className="contents" />
      <Base.Portal container={place}>
        <Base.Positioner
          positionMethod="fixed"
          side={side}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-30 outline-none"
        >
          <Base.Popup className="max-h-(--available-height) min-w-60 origin-(--transform-origin) overflow-y-auto rounded-lg bg-raised p-1 shadow-floating outline-none transition duration-100 data-starting-style:scale-98 data-starting-style:opacity-0">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

const ITEM =
  'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink outline-none select-none data-highlighted:bg-hover phone:h-11 [&_svg]:size-4 [&_svg]:text-muted'

export function MenuItem({ onClick, children }: { onClick(): void; children: ReactNode }) {
  return (
    <Base.Item className={ITEM} onClick={onClick}>
      {children}
    </Base.Item>
  )
}

/** Something small of which there are many, side by side in `MenuTiles`. */
export function MenuTile({ onClick, children }: { onClick(): void; children: ReactNode }) {
  return (
    <Base.Item
      className="grid size-9 place-items-center rounded-md text-lg outline-none select-none data-highlighted:bg-hover phone:size-11"
      onClick={onClick}
    >
      {children}
    </Base.Item>
  )
}

export function MenuTiles({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-6">{children}</div>
}

export function MenuChoice<T extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string
  value: T
  choices: { value: T; label: string; lang?: string }[]
  onChange(value: T): void
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChange}>
        {choices.map((choice) => (
          <Base.RadioItem
            key={choice.value}
            value={choice.value}
            className={ITEM}
            lang={choice.lang}
            closeOnClick={false}
          >
            <span className="flex-1">{choice.label}</span>
            <Base.RadioItemIndicator>
              <Check aria-hidden="true" />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

export function MenuDivider() {
  return <Base.Separator className="mx-1 my-1 h-px bg-line" />
}

/** Something that is on or off; the menu stays for the next one. */
export function MenuCheck({
  checked,
  onChange,
  children,
}: {
  checked: boolean
  onChange(checked: boolean): void
  children: ReactNode
}) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={onChange} closeOnClick={false} className={ITEM}>
      <span className="flex min-w-0 flex-1 items-center gap-2.5">{children}</span>
      <Base.CheckboxItemIndicator>
        <Check aria-hidden="true" />
      </Base.CheckboxItemIndicator>
    </Base.CheckboxItem>
  )
}
