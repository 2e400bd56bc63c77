import type { World } from '../world.ts';

export interface Subnet {
  readonly id: string;
  readonly vpc?: string;
  /** Addresses that are free; default 250. */
  readonly free?: number;
  /** Default 10.0.0.0/24. */
  readonly block?: string;
  /** The account that shares it; default the account itself. */
  readonly owner?: string;
  /** A route table of its own; without one it follows the main one, which leads out through a NAT gateway. */
  readonly routes?: readonly Route[];
}

export interface Route {
  /** Default 0.0.0.0/0. */
  readonly to?: string;
  /** `igw-1`, `nat-1`, `tgw-1`, `pcx-1`, `vpce-1`. */
  readonly via: string;
  /** What it leads to is gone. */
  readonly dead?: true;
}

export interface SecurityGroup {
  readonly id: string;
  readonly vpc?: string;
  /** Default: everything from everywhere. */
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** One port of TCP, or everything. */
export interface Rule {
  readonly port?: number;
  readonly block?: string;
  readonly group?: string;
  readonly prefixList?: string;
}

export interface Ec2State {
  readonly world: World;
  readonly subnets: Map<string, Subnet>;
  readonly groups: Map<string, SecurityGroup>;
  readonly endpoints: { readonly name: string; readonly vpc: string }[];
}

/** Where everything is that says nothing else. */
export const home = 'vpc-1';
