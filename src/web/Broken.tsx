import { Component, type ReactNode } from 'react'
import { Button } from '#ui/Button.tsx'

/** What is shown instead of a page that failed to draw. Untranslated: the texts themselves may be what is missing. */
// Only a class can catch what its children throw.
export class Broken extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    if (!this.state.broken) return this.props.children
    return (
      <main className="grid h-full place-items-center p-6 text-center">
        <div>
          <p className="text-base font-medium">Something went wrong on this page.</p>
          <p className="mt-1 mb-4 text-muted">What you wrote is kept.</p>
          <Button onClick={() => location.reload()}>Reload</Button>
        </div>
      </main>
    )
  }
}
