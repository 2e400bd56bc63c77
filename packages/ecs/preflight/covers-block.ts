import { BlockList } from 'node:net';

/** Whether a block has all addresses of another: `10.0.0.0/16` those of `10.0.1.0/24`. Of two kinds of address: no. */
export function coversBlock(block: string, other: string): boolean {
  const [base = '', bits = ''] = block.split('/');
  const [first = '', otherBits = ''] = other.split('/');
  const kind = base.includes(':') ? 'ipv6' : 'ipv4';
  if (first.includes(':') !== base.includes(':') || first === '' || Number(bits) > Number(otherBits)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(bits), kind);
  return list.check(first, kind);
}
