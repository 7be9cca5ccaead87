import { mediaEngineSuite } from './conformance.suite.ts'
import { createEmbeddedEngine } from './embedded-engine.server.ts'

mediaEngineSuite('The embedded engine', async () =>
  createEmbeddedEngine({ host: '127.0.0.1', port: 0, publicIps: [], processes: 2 }),
)
