import { BlockList, isIP, isIPv6 } from 'node:net';

/** Where clouds answer a machine's questions about itself, its credentials among them. Sources: RFC 3927, RFC 4291, and the clouds' documentation. */
const NAMES: ReadonlySet<string> = new Set(['metadata', 'metadata.google.internal', 'instance-data']);

const ranges = new BlockList();
ranges.addSubnet('169.254.0.0', 16, 'ipv4');
ranges.addAddress('100.100.100.200', 'ipv4');
ranges.addSubnet('fe80::', 10, 'ipv6');
ranges.addAddress('fd00:ec2::254', 'ipv6');

/** An address that only this machine's link or cloud answers at; nothing that was merely found leads there. No name is looked up. */
export function isLinkLocal(host: string): boolean {
  const lower = host.toLowerCase().replace(/\.$/, '');
  if (isIP(lower) === 0) return NAMES.has(lower);
  return ranges.check(lower, isIPv6(lower) ? 'ipv6' : 'ipv4');
}
