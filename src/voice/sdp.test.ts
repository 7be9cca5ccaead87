import fc from 'fast-check'
import { expect, test } from 'vitest'
import { announce, narrowOffer, readAgreement } from './sdp.ts'

// As Chromium writes it, shortened.
const OFFER = `v=0
o=- 7716 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
m=audio 47622 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 10.0.0.7
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:1510613869 1 udp 2113937151 10.0.0.7 47622 typ host generation 0
a=ice-ufrag:XxJp
a=ice-pwd:LSNPEqLZZPjFu2Pwsx0Fp2jt
a=fingerprint:sha-256 24:07:21:74
a=setup:actpass
a=mid:0
a=sendrecv
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:13 CN/8000
a=rtpmap:110 telephone-event/48000
a=rtpmap:126 telephone-event/8000
a=ssrc:99 cname:someone
`.replaceAll('\n', '\r\n')

test('of a browser’s offer, one codec of ours and its digits are left, and no address', () => {
  const narrowed = narrowOffer(OFFER, ['PCMA', 'PCMU'])
  const sdp = narrowed.ok ? narrowed.value : ''
  expect(sdp).toContain('m=audio 47622 UDP/TLS/RTP/SAVPF 8 126\r\n')
  expect(sdp.match(/a=rtpmap:.*/g)).toEqual(['a=rtpmap:8 PCMA/8000', 'a=rtpmap:126 telephone-event/8000'])
  expect(sdp).not.toMatch(/candidate|rtcp-fb|fmtp|opus/)
  expect(sdp).toContain('a=ssrc:99 cname:someone')
  expect(readAgreement(sdp)).toEqual({ ok: true, value: { codec: 'PCMA', payloadType: 8, dtmfType: 126 } })
})

test('codecs without a name are known by their number', () => {
  const bare = OFFER.replaceAll(/a=rtpmap:.*\r\n/g, '')
  expect(readAgreement(bare)).toEqual({
    ok: true,
    value: { codec: 'PCMU', payloadType: 0, dtmfType: undefined },
  })
})

test('what is no offer of one secured voice is malformed, and opus alone is not ours', () => {
  const without = (pattern: RegExp) => OFFER.replace(pattern, '')
  const broken = [
    ...['', 'v=0', 'v=1\r\n', without(/m=audio.*\r\n/), without(/a=ice-ufrag.*\r\n/)],
    ...[
      without(/a=fingerprint.*\r\n/),
      `${OFFER}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n`,
      `${OFFER}${'a=x\r\n'.repeat(9_999)}`,
    ],
  ]
  for (const sdp of broken) expect(narrowOffer(sdp)).toEqual({ ok: false, error: { code: 'malformed-sdp' } })
  const opusOnly = OFFER.replace('111 63 9 0 8 13 110 126', '111')
  expect(narrowOffer(opusOnly)).toEqual({ ok: false, error: { code: 'no-common-codec' } })
})

test('we are found at the addresses that the operator named, under the stream that is announced', () => {
  const sdp = announce(OFFER, { addresses: ['203.0.113.7', '10.0.0.5'], port: 40_000, ssrc: 4_711 })
  expect(sdp.match(/a=candidate:.*/g)).toEqual([
    'a=candidate:1 1 UDP 2130706431 203.0.113.7 40000 typ host',
    'a=candidate:2 1 UDP 2130706430 10.0.0.5 40000 typ host',
  ])
  expect(sdp).toContain('a=ssrc:4711 cname:')
  expect(sdp).not.toContain('a=ssrc:99')
  expect(sdp.split('\r\n').every((line) => !line.includes('\n'))).toBe(true)
})

test('lines that are cut, doubled or mixed up are read or refused, never thrown', () => {
  const lines = OFFER.split('\r\n')
  fc.assert(
    fc.property(fc.shuffledSubarray([...lines, ...lines]), fc.string(), (some, noise) => {
      for (const sdp of [some.join('\r\n'), `${OFFER}${noise}`]) {
        const narrowed = narrowOffer(sdp)
        if (narrowed.ok) expect(readAgreement(narrowed.value).ok).toBe(true)
      }
    }),
  )
})
